package io.connectorservice.oauth;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.connectorservice.tenant.TenantId;
import io.connectorservice.tenant.TenantTransactions;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Keeps authorizations that were begun until their callback comes, which takes each once.
 */
@Repository
class PendingAuthorizations {

	private final TenantTransactions transactions;

	private final JdbcClient sql;

	private final OAuthSettings settings;

	PendingAuthorizations(TenantTransactions transactions, JdbcClient sql, OAuthSettings settings) {
		this.transactions = transactions;
		this.sql = sql;
		this.settings = settings;
	}

	/**
	 * Keeps one; the oldest of the connector and of the tenant give way to it.
	 * @return when it expires
	 */
	Instant keep(AuthorizationState state, PendingAuthorization pending, Duration life) {
		clearExpired();
		makeRoom(pending);
		return this.transactions.write(pending.tenant(), () -> insert(state, pending, life));
	}

	private Instant insert(AuthorizationState state, PendingAuthorization pending, Duration life) {
		// the tenant may add and not look, so the row cannot tell it
		Timestamp expiresAt = this.sql.sql("select now() + make_interval(secs => ?)")
			.param(life.toMillis() / 1000.0)
			.query(Timestamp.class)
			.single();
		this.sql
			.sql("""
					insert into connector_service.oauth_authorizations
					       (state_hash, tenant_id, connector_id, connector_version, sealed_verifier, return_url, begun_by, expires_at)
					values (:hash, :tenant, :connector, :version, :verifier, :return, :by, :expires)""")
			.param("hash", state.hash())
			.param("tenant", pending.tenant().value())
			.param("connector", pending.connectorId())
			.param("version", pending.connectorVersion())
			.param("verifier", pending.sealedVerifier())
			.param("return", pending.returnUrl())
			.param("by", pending.begunBy())
			.param("expires", expiresAt)
			.update();
		return expiresAt.toInstant();
	}

	/** Takes the one of this state; it is gone then, whatever becomes of it. */
	Optional<PendingAuthorization> take(AuthorizationState state) {
		return this.transactions.writeAsWorker(() -> this.sql.sql("""
				delete from connector_service.oauth_authorizations where state_hash = :hash
				returning tenant_id, connector_id, connector_version, sealed_verifier, return_url,
				          begun_by, expires_at <= now() as expired""")
			.param("hash", state.hash())
			.query((row, _) -> new PendingAuthorization(new TenantId(row.getObject("tenant_id", UUID.class)),
					row.getObject("connector_id", UUID.class), row.getLong("connector_version"),
					row.getString("sealed_verifier"), row.getString("return_url"), row.getString("begun_by"),
					row.getBoolean("expired")))
			.optional());
	}

	private void clearExpired() {
		this.transactions.writeAsWorker(() -> this.sql.sql("""
				delete from connector_service.oauth_authorizations where state_hash in (
				  select state_hash from connector_service.oauth_authorizations
				   where expires_at < now() - interval '1 hour' limit 100)""").update());
	}

	private void makeRoom(PendingAuthorization pending) {
		this.transactions.writeAsWorker(() -> this.sql.sql("""
				delete from connector_service.oauth_authorizations where state_hash in (
				  (select state_hash from connector_service.oauth_authorizations
				    where connector_id = :connector order by expires_at desc offset :perConnector)
				  union all
				  (select state_hash from connector_service.oauth_authorizations
				    where tenant_id = :tenant order by expires_at desc offset :perTenant))""")
			.param("connector", pending.connectorId())
			.param("tenant", pending.tenant().value())
			.param("perConnector", this.settings.authorizationsPerConnector() - 1)
			.param("perTenant", this.settings.authorizationsPerTenant() - 1)
			.update());
	}

}
