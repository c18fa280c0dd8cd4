package io.connectorservice.outbound;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import javax.net.ssl.SSLException;

import io.connectorservice.outbound.OutboundException.Kind;
import io.connectorservice.outbound.body.BoundedBody;
import io.connectorservice.outbound.egress.EgressRefusedException;
import io.connectorservice.outbound.egress.LookupsExhaustedException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import reactor.core.Exceptions;
import reactor.netty.http.client.PrematureCloseException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;

/**
 * Maps exceptions of the network stack to named reasons; the first row that matches any
 * exception in the cause chain wins.
 */
final class FailureReasons {

	/** The other side closed the connection before the response was complete. */
	static final String CONNECTION_LOST = "reset";

	/** The response uses a content coding that the request did not ask for. */
	static final String CONTENT_CODING = "coding";

	/** The limit of concurrent calls has been reached. */
	static final String CONNECTIONS_EXHAUSTED = "connections_exhausted";

	/** The caller's thread was interrupted. */
	static final String INTERRUPTED = "interrupted";

	private static final List<Row> ROWS = List.of(
			createRow(BoundedBody.TooLarge.class, Kind.TOO_LARGE, "body_too_large"),
			createRow(BoundedBody.NoRoom.class, Kind.BUSY, "memory_exhausted"),
			createRow(TooLongHttpHeaderException.class, Kind.TOO_LARGE, "headers_too_large"),
			createRow(TooLongHttpLineException.class, Kind.TOO_LARGE, "headers_too_large"),
			// Reactor Netty has no public exception
			// type for a full pending-acquire queue.
			createRow(PoolAcquirePendingLimitException.class, Kind.HOST_BUSY, CONNECTIONS_EXHAUSTED),
			createRow(ConnectTimeoutException.class, Kind.TIMEOUT, "connect_timeout"),
			createRow(TimeoutException.class, Kind.TIMEOUT, "total_deadline"),
			createRow(InterruptedException.class, Kind.TIMEOUT, INTERRUPTED),
			createRow(LookupsExhaustedException.class, Kind.HOST_BUSY, "lookups_exhausted"),
			createRow(UnknownHostException.class, Kind.UNREACHABLE, "dns"),
			createRow(CertificateExpiredException.class, Kind.UNREACHABLE, "tls_expired"),
			createRow(CertPathBuilderException.class, Kind.UNREACHABLE, "tls_untrusted"),
			createRow(CertPathValidatorException.class, Kind.UNREACHABLE, "tls_untrusted"),
			// Java's host name check is the only code that throws a plain
			// CertificateException; other checks throw subtypes.
			new Row((cause) -> cause.getClass() == CertificateException.class, Kind.UNREACHABLE, "tls_name"),
			createRow(SSLException.class, Kind.UNREACHABLE, "tls_failed"),
			createRow(NoRouteToHostException.class, Kind.UNREACHABLE, "no_route"),
			createRow(ConnectException.class, Kind.UNREACHABLE, "refused"),
			createRow(PrematureCloseException.class, Kind.UNREACHABLE, CONNECTION_LOST),
			createRow(ClosedChannelException.class, Kind.UNREACHABLE, CONNECTION_LOST),
			createRow(IOException.class, Kind.UNREACHABLE, CONNECTION_LOST));

	private FailureReasons() {
	}

	static OutboundException toFailure(Throwable thrown, boolean sent) {
		List<Throwable> causes = collectCauses(thrown);
		for (Throwable cause : causes) {
			if (cause instanceof EgressRefusedException refused) {
				return new OutboundException(Kind.FORBIDDEN, refused.reason(), sent);
			}
		}
		return ROWS.stream()
			.filter((row) -> causes.stream().anyMatch(row.matches))
			.findFirst()
			.map((row) -> new OutboundException(row.kind, row.reason, sent))
			.orElseGet(() -> new OutboundException(Kind.UNREACHABLE, "not_http", sent));
	}

	private static List<Throwable> collectCauses(Throwable thrown) {
		List<Throwable> causes = new ArrayList<>();
		Throwable next = Exceptions.unwrap(thrown);
		while (next != null && !causes.contains(next)) {
			causes.add(next);
			next = next.getCause();
		}
		return causes;
	}

	private static Row createRow(Class<? extends Throwable> type, Kind kind, String reason) {
		return new Row(type::isInstance, kind, reason);
	}

	private record Row(Predicate<Throwable> matches, Kind kind, String reason) {
	}

}
