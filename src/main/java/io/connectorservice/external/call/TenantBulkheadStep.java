package io.connectorservice.external.call;

import io.connectorservice.outbound.TenantBulkhead;

import org.springframework.stereotype.Component;

/**
 * Bounds how many calls one tenant has in progress, so that no tenant takes the capacity
 * of the others.
 */
@Component
final class TenantBulkheadStep implements CallStep {

	private final TenantBulkhead bulkhead;

	TenantBulkheadStep(TenantBulkhead bulkhead) {
		this.bulkhead = bulkhead;
	}

	@Override
	public CallResult apply(ServiceCall call, Chain next) {
		return this.bulkhead.runWithPermit(call.connection().tenant(), () -> next.proceed(call));
	}

}
