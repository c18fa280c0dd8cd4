package io.connectorservice.outbound;

import java.time.Duration;
import java.util.function.Supplier;

import io.connectorservice.outbound.OutboundFailure.Kind;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * How many calls at once go to a host, and how many of these may be one tenant's: a
 * service that hangs keeps no more of them, and a tenant keeps none from the others.
 */
final class HostShares {

	private final Gates<String> hosts;

	private final Gates<TenantAtHost> tenants;

	private final Duration patience;

	HostShares(OutboundSettings settings) {
		this.hosts = new Gates<>(settings.maxConnectionsPerHost(), settings.maxWaitingPerHost());
		this.tenants = new Gates<>(settings.maxCallsPerTenantAndHost(), settings.maxWaitingPerHost());
		this.patience = settings.patience();
	}

	/**
	 * Calls as soon as there is room.
	 * @param tenant whose call it is, if it is a tenant's
	 * @throws OutboundFailure where there is none in time
	 */
	<T> T call(@Nullable TenantId tenant, TargetUrl url, Stopwatch stopwatch, Supplier<T> call) {
		String host = url.origin();
		return (tenant == null) ? atHost(host, stopwatch, call) : in(this.tenants, new TenantAtHost(tenant, host),
				Kind.SHARE_USED, stopwatch, () -> atHost(host, stopwatch, call));
	}

	private <T> T atHost(String host, Stopwatch stopwatch, Supplier<T> call) {
		return in(this.hosts, host, Kind.HOST_BUSY, stopwatch, call);
	}

	private <K, T> T in(Gates<K> gates, K key, Kind kind, Stopwatch stopwatch, Supplier<T> call) {
		Duration left = stopwatch.remaining();
		boolean hurried = left.compareTo(this.patience) < 0;
		if (!gates.enter(key, hurried ? left : this.patience)) {
			throw stopwatch.remaining().isZero() ? OutboundFailure.outOfTime()
					: new OutboundFailure(kind, FailureReasons.CONNECTIONS_EXHAUSTED, false);
		}
		try {
			return call.get();
		}
		finally {
			gates.leave(key);
		}
	}

	private record TenantAtHost(TenantId tenant, String host) {
	}

}
