package io.connectorservice.database;

import java.time.Duration;

import io.connectorservice.tenant.TenantId;

/**
 * As whom a transaction acts in the database: a tenant, or the worker that is nobody's.
 *
 * @param role the database role
 * @param subject what {@code request.jwt.claim.sub} holds, as older policies read it
 * @param claims what {@code request.jwt.claims} holds, as Supabase's policies read it
 * @param deadline of the one transaction
 */
record TransactionIdentity(String role, String subject, String claims, TransactionDeadline deadline) {

	private static final ScopedValue<TransactionIdentity> CURRENT = ScopedValue.newInstance();

	/**
	 * Even a service_role caller acts as the one tenant it names, so that row-level
	 * security holds for it as well.
	 */
	static TransactionIdentity forTenant(TenantId tenant, Duration patience) {
		return new TransactionIdentity("authenticated", tenant.toString(),
				"{\"sub\":\"" + tenant + "\",\"role\":\"authenticated\"}", new TransactionDeadline(patience));
	}

	static TransactionIdentity forWorker(Duration patience) {
		return new TransactionIdentity("connector_worker", "", "", new TransactionDeadline(patience));
	}

	static ScopedValue.Carrier bindIdentity(TransactionIdentity identity) {
		return ScopedValue.where(CURRENT, identity);
	}

	static TransactionIdentity requireCurrent() {
		return CURRENT.orElseThrow(
				() -> new IllegalStateException("Database work needs a tenant: call it through TenantTransactions"));
	}

}
