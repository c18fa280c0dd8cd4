package io.connectorservice.oauth.authorization;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import io.connectorservice.database.TenantTransactions;
import io.connectorservice.json.KeepableText;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.ConnectorRef;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Stores pending authorizations and, for a while, their outcomes. Each can be consumed by
 * one callback only.
 */
@Repository
class PendingAuthorizationRepository {

	private static final Logger log = LoggerFactory.getLogger(PendingAuthorizationRepository.class);

	private final TenantTransactions transactions;

	private final JdbcClient sql;

	private final AuthorizationSettings settings;

	PendingAuthorizationRepository(TenantTransactions transactions, JdbcClient sql, AuthorizationSettings settings) {
		this.transactions = transactions;
		this.sql = sql;
		this.settings = settings;
	}

	/**
	 * Stores an authorization; if there are too many, the oldest of the connector and of
	 * the tenant are deleted.
	 * @return when it expires
	 */
	Instant save(AuthorizationState state, PendingAuthorization pending, Duration life) {
		clearExpired();
		makeRoom(pending);
		return this.transactions.write(pending.connector().tenant(), () -> insert(state, pending, life));
	}

	private Instant insert(AuthorizationState state, PendingAuthorization pending, Duration life) {
		// the tenant's database role may insert but not
		// select, so the insert cannot return expires_at
		Timestamp expiresAt = this.sql.sql("select now() + make_interval(secs => ?)")
			.param(life.toMillis() / 1000.0)
			.query(Timestamp.class)
			.single();
		this.sql.sql("""
				insert into connector_service.oauth_authorizations
				       (state_hash, id, tenant_id, connector_id, config_digest, sealed_verifier, return_url, begun_by,
				        subject_digest, expires_at)
				values (:hash, :id, :tenant, :connector, :config, :verifier, :return, :by, :subject, :expires)""")
			.param("hash", state.computeHash())
			.param("id", pending.id())
			.param("tenant", pending.connector().tenant().value())
			.param("connector", pending.connector().uuid())
			.param("config", pending.configDigest())
			.param("verifier", pending.sealedVerifier())
			.param("return", pending.returnUrl())
			.param("by", pending.begunBy())
			.param("subject", pending.subjectDigest())
			.param("expires", expiresAt)
			.update();
		return expiresAt.toInstant();
	}

	/**
	 * Consumes the authorization with this state; it cannot be consumed again, however
	 * this attempt ends.
	 */
	Optional<PendingAuthorization> consume(AuthorizationState state) {
		return this.transactions.writeAsWorker(() -> this.sql.sql("""
				update connector_service.oauth_authorizations set taken_at = now()
				 where state_hash = :hash and taken_at is null
				returning id, tenant_id, connector_id, config_digest, sealed_verifier, return_url,
				          begun_by, subject_digest, expires_at <= now() as expired""")
			.param("hash", state.computeHash())
			.query((row, _) -> new PendingAuthorization(row.getObject("id", UUID.class),
					ConnectorRef.of(new TenantId(row.getObject("tenant_id", UUID.class)),
							row.getObject("connector_id", UUID.class)),
					row.getString("config_digest"), row.getString("sealed_verifier"), row.getString("return_url"),
					row.getString("begun_by"), row.getString("subject_digest"), row.getBoolean("expired")))
			.optional());
	}

	/**
	 * Records within the tenant's transaction that tokens wait for a confirmation.
	 * @param life how long they wait
	 */
	void recordCallback(UUID authorization, Duration life) {
		this.sql.sql("""
				update connector_service.oauth_authorizations
				   set called_back_at = now(), expires_at = now() + make_interval(secs => :life),
				       sealed_verifier = ''
				 where id = :id""").param("life", life.toMillis() / 1000.0).param("id", authorization).update();
	}

	/**
	 * Records an outcome, within the tenant's transaction that ends the authorization.
	 */
	void recordEnd(AuthorizationOutcome outcome) {
		this.sql.sql("""
				update connector_service.oauth_authorizations
				   set ended_at = now(), connected = :connected, code = :code, detail = :detail,
				       provider_error = :error, sealed_verifier = ''
				 where id = :id""")
			.param("connected", outcome.status() == AuthorizationOutcome.Status.CONNECTED)
			.param("code", (outcome.code() == null) ? null : outcome.code().code())
			.param("detail", KeepableText.replaceUnstorableCharacters(outcome.detail()))
			.param("error", outcome.providerError())
			.param("id", outcome.authorizationId())
			.update();
	}

	/**
	 * Records an outcome in a transaction of its own. If that fails, the authorization
	 * stays pending until it expires.
	 */
	void recordEndSeparately(TenantId tenant, AuthorizationOutcome outcome) {
		try {
			this.transactions.write(tenant, () -> {
				recordEnd(outcome);
				return true;
			});
		}
		catch (ProblemException unavailable) {
			log.warn("The outcome of an authorization could not be recorded: {}", unavailable.code().code());
		}
	}

	/** The outcome of the authorization with this state; empty before its callback. */
	Optional<AuthorizationOutcome> findOutcome(AuthorizationState state) {
		return this.transactions.writeAsWorker(() -> this.sql.sql("""
				select id, connector_id, connected, ended_at is null and expires_at > now() as waits,
				       ended_at is null and expires_at <= now() as late, code, detail, provider_error, return_url
				  from connector_service.oauth_authorizations
				 where state_hash = :hash and (ended_at is not null or called_back_at is not null)""")
			.param("hash", state.computeHash())
			.query((row, _) -> mapOutcome(row))
			.optional());
	}

	private static AuthorizationOutcome mapOutcome(ResultSet row) throws SQLException {
		UUID id = row.getObject("id", UUID.class);
		UUID connector = row.getObject("connector_id", UUID.class);
		String returnUrl = row.getString("return_url");
		if (row.getBoolean("waits")) {
			return AuthorizationOutcome.forUnconfirmed(id, connector, returnUrl);
		}
		if (row.getBoolean("late")) {
			return AuthorizationOutcome.forExpired(id, connector, returnUrl);
		}
		return new AuthorizationOutcome(id, connector,
				row.getBoolean("connected") ? AuthorizationOutcome.Status.CONNECTED
						: AuthorizationOutcome.Status.FAILED,
				readProblemCode(row), row.getString("detail"), row.getString("provider_error"), returnUrl);
	}

	private static @Nullable ProblemCode readProblemCode(ResultSet row) throws SQLException {
		String code = row.getString("code");
		return (code == null) ? null : ProblemCode.valueOf(code.toUpperCase(Locale.ROOT));
	}

	/**
	 * Returns the status of one of a tenant's authorizations.
	 * @throws ProblemException NOT_FOUND, also for another tenant's authorization
	 */
	AuthorizationStatus require(ConnectorRef connector, UUID id) {
		return this.transactions
			.read(connector.tenant(),
					() -> this.sql.sql("""
							select id, connector_id, expires_at, ended_at, code, provider_error,
							       case when connected then 'connected' when code = :expired then 'expired'
							            when ended_at is not null then 'failed' when expires_at <= now() then 'expired'
							            when called_back_at is not null then 'confirmation_required'
							            else 'pending' end as status
							  from connector_service.oauth_authorizations
							 where tenant_id = :tenant and connector_id = :connector and id = :id""")
						.param("expired", ProblemCode.AUTHORIZATION_EXPIRED.code())
						.param("tenant", connector.tenant().value())
						.param("connector", connector.uuid())
						.param("id", id)
						.query((row, _) -> AuthorizationStatus.fromRow(row))
						.optional())
			.orElseThrow(PendingAuthorizationRepository::notFoundException);
	}

	private static ProblemException notFoundException() {
		return ProblemException.of(ProblemCode.NOT_FOUND, "There is no such authorization.");
	}

	/**
	 * Returns the digest of the subject that began an authorization; empty if a version
	 * without confirmations began it.
	 * @throws ProblemException NOT_FOUND, also for another tenant's authorization
	 */
	Optional<String> requireSubjectDigest(ConnectorRef connector, UUID id) {
		return this.transactions
			.read(connector.tenant(),
					() -> this.sql.sql("""
							select coalesce(subject_digest, '') from connector_service.oauth_authorizations
							 where tenant_id = :tenant and connector_id = :connector and id = :id""")
						.param("tenant", connector.tenant().value())
						.param("connector", connector.uuid())
						.param("id", id)
						.query(String.class)
						.optional())
			.map((digest) -> digest.isEmpty() ? Optional.<String>empty() : Optional.of(digest))
			.orElseThrow(PendingAuthorizationRepository::notFoundException);
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
			.param("connector", pending.connector().uuid())
			.param("tenant", pending.connector().tenant().value())
			.param("perConnector", this.settings.authorizationsPerConnector() - 1)
			.param("perTenant", this.settings.authorizationsPerTenant() - 1)
			.update());
	}

}
