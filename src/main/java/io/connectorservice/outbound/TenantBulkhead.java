package io.connectorservice.outbound;

import java.time.Duration;
import java.util.function.Supplier;

import io.connectorservice.outbound.OutboundException.Kind;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.time.Deadline;

/**
 * Limits the concurrent outgoing operations of a tenant across all hosts, including the
 * time in which they wait for a token, for a retry or for a response.
 */
public final class TenantBulkhead {

	private final KeyedBulkhead<TenantId> tenants;

	private final Duration maxWait;

	TenantBulkhead(OutboundSettings settings) {
		this.tenants = new KeyedBulkhead<>(settings.maxCallsPerTenant(), settings.maxCallsPerTenant());
		this.maxWait = settings.waitTimeout();
	}

	/**
	 * Runs the work as soon as a permit is free.
	 * @throws OutboundException if no permit becomes free in time
	 */
	public <T> T runWithPermit(TenantId tenant, Supplier<T> work) {
		if (!this.tenants.tryAcquire(tenant, Deadline.atMost(this.maxWait))) {
			throw new OutboundException(Kind.SHARE_USED, "tenants_share", false);
		}
		try {
			return work.get();
		}
		finally {
			this.tenants.release(tenant);
		}
	}

}
