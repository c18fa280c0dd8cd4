package io.connectorservice.outbound;

import java.time.Duration;
import java.util.function.Supplier;

import io.connectorservice.outbound.OutboundException.Kind;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * How many calls at once go to a host, and how many of these may be one tenant's: a
 * service that hangs keeps no more of them, and a tenant keeps none from the others.
 */
final class HostBulkhead {

	private final KeyedBulkhead<String> hosts;

	private final KeyedBulkhead<TenantAtHost> tenants;

	private final Duration patience;

	HostBulkhead(OutboundSettings settings) {
		this.hosts = new KeyedBulkhead<>(settings.maxConnectionsPerHost(), settings.maxWaitingPerHost());
		this.tenants = new KeyedBulkhead<>(settings.maxCallsPerTenantAndHost(), settings.maxWaitingPerHost());
		this.patience = settings.patience();
	}

	/**
	 * Calls as soon as there is room.
	 * @param tenant whose call it is, if it is a tenant's
	 * @throws OutboundException where there is none in time
	 */
	<T> T callWithinLimits(@Nullable TenantId tenant, TargetUrl url, Stopwatch stopwatch, Supplier<T> call) {
		String host = url.origin();
		return (tenant == null) ? atHost(host, stopwatch, call) : runWithPermit(this.tenants,
				new TenantAtHost(tenant, host), Kind.SHARE_USED, stopwatch, () -> atHost(host, stopwatch, call));
	}

	private <T> T atHost(String host, Stopwatch stopwatch, Supplier<T> call) {
		return runWithPermit(this.hosts, host, Kind.HOST_BUSY, stopwatch, call);
	}

	private <K, T> T runWithPermit(KeyedBulkhead<K> keyedBulkhead, K key, Kind kind, Stopwatch stopwatch,
			Supplier<T> call) {
		Duration left = stopwatch.getRemainingTime();
		boolean hurried = left.compareTo(this.patience) < 0;
		if (!keyedBulkhead.tryAcquire(key, hurried ? left : this.patience)) {
			throw stopwatch.getRemainingTime().isZero() ? OutboundException.outOfTimeException()
					: new OutboundException(kind, FailureReasons.CONNECTIONS_EXHAUSTED, false);
		}
		try {
			return call.get();
		}
		finally {
			keyedBulkhead.release(key);
		}
	}

	private record TenantAtHost(TenantId tenant, String host) {
	}

}
