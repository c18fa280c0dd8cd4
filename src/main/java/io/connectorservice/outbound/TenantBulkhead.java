package io.connectorservice.outbound;

import java.time.Duration;
import java.util.function.Supplier;

import io.connectorservice.outbound.OutboundException.Kind;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.time.Deadline;

/**
 * How much a tenant may have under way outside at once, wherever its calls go and
 * whatever they wait for: a token, a pause before a repetition, an answer.
 */
public final class TenantBulkhead {

	private final KeyedBulkhead<TenantId> tenants;

	private final Duration patience;

	TenantBulkhead(OutboundSettings settings) {
		this.tenants = new KeyedBulkhead<>(settings.maxCallsPerTenant(), settings.maxCallsPerTenant());
		this.patience = settings.patience();
	}

	/**
	 * Works as soon as there is room.
	 * @throws OutboundException where there is none in time
	 */
	public <T> T runWithPermit(TenantId tenant, Supplier<T> work) {
		if (!this.tenants.tryAcquire(tenant, Deadline.atMost(this.patience))) {
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
