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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;

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
 * The named reasons of failed calls, with the exceptions of the network stack that they
 * stand for; the first reason that matches any exception in the cause chain wins.
 */
enum FailureReason {

	BODY_TOO_LARGE(Kind.TOO_LARGE, "body_too_large", BoundedBody.TooLarge.class),
	MEMORY_EXHAUSTED(Kind.BUSY, "memory_exhausted", BoundedBody.NoRoom.class),
	HEADERS_TOO_LARGE(Kind.TOO_LARGE, "headers_too_large", TooLongHttpHeaderException.class,
			TooLongHttpLineException.class),
	/**
	 * The limit of concurrent calls has been reached. Reactor Netty has no public
	 * exception type for a full pending-acquire queue.
	 */
	CONNECTIONS_EXHAUSTED(Kind.HOST_BUSY, "connections_exhausted", PoolAcquirePendingLimitException.class),
	CONNECT_TIMEOUT(Kind.TIMEOUT, "connect_timeout", ConnectTimeoutException.class),
	TOTAL_DEADLINE(Kind.TIMEOUT, "total_deadline", TimeoutException.class),
	/** The caller's thread was interrupted. */
	INTERRUPTED(Kind.TIMEOUT, "interrupted", InterruptedException.class),
	LOOKUPS_EXHAUSTED(Kind.HOST_BUSY, "lookups_exhausted", LookupsExhaustedException.class),
	DNS(Kind.UNREACHABLE, "dns", UnknownHostException.class),
	TLS_EXPIRED(Kind.UNREACHABLE, "tls_expired", CertificateExpiredException.class),
	TLS_UNTRUSTED(Kind.UNREACHABLE, "tls_untrusted", CertPathBuilderException.class, CertPathValidatorException.class),
	/**
	 * Java's host name check is the only code that throws a plain CertificateException;
	 * other checks throw subtypes.
	 */
	TLS_NAME(Kind.UNREACHABLE, "tls_name") {

		@Override
		boolean matches(Throwable cause) {
			return cause.getClass() == CertificateException.class;
		}

	},
	TLS_FAILED(Kind.UNREACHABLE, "tls_failed", SSLException.class),
	NO_ROUTE(Kind.UNREACHABLE, "no_route", NoRouteToHostException.class),
	REFUSED(Kind.UNREACHABLE, "refused", ConnectException.class),
	/** The other side closed the connection before the response was complete. */
	CONNECTION_LOST(Kind.UNREACHABLE, "reset", PrematureCloseException.class, ClosedChannelException.class,
			IOException.class);

	private final Kind kind;

	private final String code;

	@SuppressWarnings("ImmutableEnumChecker") // List.of makes it immutable
	private final List<Class<?>> types;

	FailureReason(Kind kind, String code, Class<?>... types) {
		this.kind = kind;
		this.code = code;
		this.types = List.of(types);
	}

	/** The reason in snake_case. */
	String code() {
		return this.code;
	}

	boolean matches(Throwable cause) {
		return this.types.stream().anyMatch((type) -> type.isInstance(cause));
	}

	static OutboundException toFailure(Throwable thrown, boolean sent) {
		List<Throwable> causes = collectCauses(thrown);
		for (Throwable cause : causes) {
			if (cause instanceof EgressRefusedException refused) {
				return new OutboundException(Kind.FORBIDDEN, refused.reason(), sent);
			}
		}
		return Arrays.stream(values())
			.filter((reason) -> causes.stream().anyMatch(reason::matches))
			.findFirst()
			.map((reason) -> new OutboundException(reason.kind, reason.code, sent))
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

}
