package io.connectorservice.tenant;

import java.time.Duration;

/**
 * As whom a transaction acts in the database: a tenant, or the worker that is nobody's.
 *
 * @param role the database role
 * @param subject what {@code request.jwt.claim.sub} holds, as older policies read it
 * @param claims what {@code request.jwt.claims} holds, as Supabase's policies read it
 * @param deadline of the one transaction
 */
record DatabaseIdentity(String role, String subject, String claims, TransactionDeadline deadline) {

	private static final ScopedValue<DatabaseIdentity> CURRENT = ScopedValue.newInstance();

	/**
	 * Even a service_role caller acts as the one tenant it names, so that row-level
	 * security holds for it as well.
	 */
	static DatabaseIdentity of(TenantId tenant, Duration patience) {
		return new DatabaseIdentity("authenticated", tenant.toString(),
				"{\"sub\":\"" + tenant + "\",\"role\":\"authenticated\"}", new TransactionDeadline(patience));
	}

	static DatabaseIdentity worker(Duration patience) {
		return new DatabaseIdentity("connector_worker", "", "", new TransactionDeadline(patience));
	}

	static ScopedValue.Carrier acting(DatabaseIdentity identity) {
		return ScopedValue.where(CURRENT, identity);
	}

	static DatabaseIdentity current() {
		return CURRENT.orElseThrow(
				() -> new IllegalStateException("Database work needs a tenant: call it through TenantTransactions"));
	}

}
