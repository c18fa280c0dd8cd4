package io.connectorservice.outbound;

import java.time.Duration;
import java.util.function.Supplier;

import io.connectorservice.deadline.Deadline;
import io.connectorservice.outbound.OutboundFailure.Kind;
import io.connectorservice.tenant.TenantId;

/**
 * How much a tenant may have under way outside at once, wherever its calls go and
 * whatever they wait for: a token, a pause before a repetition, an answer.
 */
public final class TenantShares {

	private final Gates<TenantId> tenants;

	private final Duration patience;

	TenantShares(OutboundSettings settings) {
		this.tenants = new Gates<>(settings.maxCallsPerTenant(), settings.maxCallsPerTenant());
		this.patience = settings.patience();
	}

	/**
	 * Works as soon as there is room.
	 * @throws OutboundFailure where there is none in time
	 */
	public <T> T work(TenantId tenant, Supplier<T> work) {
		if (!this.tenants.enter(tenant, Deadline.atMost(this.patience))) {
			throw new OutboundFailure(Kind.SHARE_USED, "tenants_share", false);
		}
		try {
			return work.get();
		}
		finally {
			this.tenants.leave(tenant);
		}
	}

}
