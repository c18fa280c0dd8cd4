package io.connectorservice.outbound;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

import io.connectorservice.outbound.egress.EgressAllowList;
import io.connectorservice.outbound.egress.EgressGuard;
import io.connectorservice.outbound.egress.HostResolver;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Clients with small limits.
 */
public final class TestClients {

	// longer than any pause of a busy machine
	private static final Duration TOTAL = Duration.ofSeconds(20);

	private TestClients() {
	}

	public static OutboundClient allowing(String... egressAllow) {
		return with((host) -> List.of(InetAddress.getAllByName(host)), egressAllow);
	}

	/** Trusts the authorities of a file besides those that Java knows. */
	static OutboundClient trusting(Path caFile, String... egressAllow) {
		return of(settings(TOTAL, caFile.toString(), egressAllow));
	}

	/** Waits for answers only so long. */
	static OutboundClient within(Duration total, String... egressAllow) {
		return of(settings(total, egressAllow));
	}

	/** To it a name means one address after another; the last one stays. */
	public static OutboundClient rebinding(List<String> addresses, String... egressAllow) {
		Deque<String> left = new ArrayDeque<>(addresses);
		return with((_) -> List.of(InetAddress.ofLiteral((left.size() > 1) ? left.removeFirst() : left.getFirst())),
				egressAllow);
	}

	/** For addresses of the operator, while nothing else is let through. */
	public static TrustedAddressClients ofOperator() {
		return new TrustedAddressClients(settings(), (host) -> List.of(InetAddress.getAllByName(host)),
				"connector-service/test");
	}

	/** The same, to which every name means these addresses. */
	public static TrustedAddressClients ofOperator(String... addresses) {
		return new TrustedAddressClients(settings(), (_) -> Stream.of(addresses).map(InetAddress::ofLiteral).toList(),
				"connector-service/test");
	}

	static OutboundClient with(HostResolver hosts, String... egressAllow) {
		return with(settings(egressAllow), hosts);
	}

	static OutboundClient of(OutboundSettings settings) {
		return with(settings, (host) -> List.of(InetAddress.getAllByName(host)));
	}

	private static OutboundClient with(OutboundSettings settings, HostResolver hosts) {
		EgressGuard guard = new EgressGuard(EgressAllowList.fromEntries(settings.egressAllow()));
		return new OutboundClient(settings, guard, new HttpTransport(settings, guard, hosts, "connector-service/test"));
	}

	static OutboundSettings settings(String... egressAllow) {
		return settings(TOTAL, egressAllow);
	}

	private static OutboundSettings settings(Duration total, String... egressAllow) {
		return settings(total, null, egressAllow);
	}

	private static OutboundSettings settings(Duration total, @Nullable String caFile, String[] egressAllow) {
		return new OutboundSettings(List.of(egressAllow), caFile, Duration.ofSeconds(5), total, DataSize.ofMegabytes(1),
				DataSize.ofKilobytes(8), DataSize.ofKilobytes(64), 60, 5, 60, 60, Duration.ofMillis(250),
				Duration.ofSeconds(5), Duration.ofMinutes(1), 8, 12);
	}

}
