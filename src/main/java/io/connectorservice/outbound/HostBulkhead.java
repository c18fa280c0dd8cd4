package io.connectorservice.outbound;

import java.time.Duration;
import java.util.function.Supplier;

import io.connectorservice.outbound.OutboundException.Kind;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Bulkhead per host, and per tenant at a host: limits the concurrent calls, so that a
 * service that hangs ties up a bounded number of them and no tenant uses up a host.
 */
final class HostBulkhead {

	private final KeyedBulkhead<String> hosts;

	private final KeyedBulkhead<TenantAtHost> tenants;

	private final Duration maxWait;

	HostBulkhead(OutboundSettings settings) {
		this.hosts = new KeyedBulkhead<>(settings.maxConnectionsPerHost(), settings.maxWaitingPerHost());
		this.tenants = new KeyedBulkhead<>(settings.maxCallsPerTenantAndHost(), settings.maxWaitingPerHost());
		this.maxWait = settings.waitTimeout();
	}

	/**
	 * Makes the call as soon as a permit is free.
	 * @param tenant the tenant that the call belongs to, or null
	 * @throws OutboundException if no permit becomes free in time
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
		Duration remaining = stopwatch.getRemainingTime();
		boolean limitedByDeadline = remaining.compareTo(this.maxWait) < 0;
		if (!keyedBulkhead.tryAcquire(key, limitedByDeadline ? remaining : this.maxWait)) {
			throw stopwatch.getRemainingTime().isZero() ? OutboundException.outOfTimeException()
					: new OutboundException(kind, FailureReason.CONNECTIONS_EXHAUSTED.code(), false);
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
