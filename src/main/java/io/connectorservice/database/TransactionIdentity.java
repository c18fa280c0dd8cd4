package io.connectorservice.database;

import java.time.Duration;

import io.connectorservice.tenant.TenantId;

/**
 * The database role and the JWT claims of a transaction: those of a tenant, or those of
 * the worker, which belongs to no tenant.
 *
 * @param role database role
 * @param subject value of {@code request.jwt.claim.sub}, which older policies read
 * @param claims value of {@code request.jwt.claims}, which Supabase's policies read
 * @param deadline deadline of this one transaction
 */
record TransactionIdentity(String role, String subject, String claims, TransactionDeadline deadline) {

	private static final ScopedValue<TransactionIdentity> CURRENT = ScopedValue.newInstance();

	/**
	 * A service_role caller too acts as the tenant that it names, so that row-level
	 * security applies to it as well.
	 */
	static TransactionIdentity forTenant(TenantId tenant, Duration timeout) {
		return new TransactionIdentity("authenticated", tenant.toString(),
				"{\"sub\":\"" + tenant + "\",\"role\":\"authenticated\"}", new TransactionDeadline(timeout));
	}

	static TransactionIdentity forWorker(Duration timeout) {
		return new TransactionIdentity("connector_worker", "", "", new TransactionDeadline(timeout));
	}

	static ScopedValue.Carrier bindIdentity(TransactionIdentity identity) {
		return ScopedValue.where(CURRENT, identity);
	}

	static boolean isBound() {
		return CURRENT.isBound();
	}

	static TransactionIdentity requireCurrent() {
		return CURRENT.orElseThrow(
				() -> new IllegalStateException("Database work needs a tenant: call it through TenantTransactions"));
	}

}
