package io.connectorservice.oauth.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import io.connectorservice.database.TenantTransactions;
import io.connectorservice.oauth.storage.TokenState.Status;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Stores the state of connectors' tokens, and the lease under which a single process
 * refreshes them. A lease is a row and not a database lock: no database connection is
 * held during a token request, and the lease expires by itself when its owner dies.
 */
@Repository
public class TokenStateRepository {

	private static final Logger log = LoggerFactory.getLogger(TokenStateRepository.class);

	private final TenantTransactions transactions;

	private final JdbcClient sql;

	TokenStateRepository(TenantTransactions transactions, JdbcClient sql) {
		this.transactions = transactions;
		this.sql = sql;
	}

	public TokenState read(TenantId tenant, UUID connector) {
		return this.transactions.read(tenant,
				() -> this.sql.sql("""
						select now() as now, status, token_version, failures, refusal_text,
						       extract(epoch from next_attempt_at - now()) as wait
						  from (select 1) as always
						  left join connector_service.oauth_connections on connector_id = :connector""")
					.param("connector", connector)
					.query((row, _) -> readState(row))
					.single());
	}

	private static TokenState readState(ResultSet row) throws SQLException {
		String status = row.getString("status");
		double wait = row.getDouble("wait");
		return new TokenState(row.getTimestamp("now").toInstant(),
				(status == null) ? Status.NOT_CONNECTED : Status.valueOf(status.toUpperCase(Locale.ROOT)),
				row.getObject("token_version", Integer.class), row.getInt("failures"),
				(wait > 0) ? Duration.ofMillis((long) (wait * 1000)) : null,
				Objects.requireNonNullElse(row.getString("refusal_text"), ""));
	}

	/**
	 * Acquires the lease unless another owner holds it.
	 * @return whether it was acquired
	 */
	public boolean acquireLease(TenantId tenant, UUID connector, UUID owner, Duration length) {
		return this.transactions.write(tenant,
				() -> this.sql.sql("""
						insert into connector_service.oauth_connections as kept
						       (connector_id, tenant_id, refreshing_by, refreshing_until)
						values (:connector, :tenant, :owner, now() + make_interval(secs => :seconds))
						on conflict (connector_id) do update
						   set refreshing_by = excluded.refreshing_by, refreshing_until = excluded.refreshing_until
						 where kept.refreshing_until is null or kept.refreshing_until <= now()""")
					.param("connector", connector)
					.param("tenant", tenant.value())
					.param("owner", owner)
					.param("seconds", length.toMillis() / 1000.0)
					.update()) > 0;
	}

	/**
	 * Extends a lease from now on. An expired lease can be extended if nobody else has
	 * acquired it.
	 * @return whether the owner still holds it
	 */
	public boolean extendLease(TenantId tenant, UUID connector, UUID owner, Duration length) {
		return this.transactions.write(tenant,
				() -> this.sql.sql("""
						update connector_service.oauth_connections
						   set refreshing_until = now() + make_interval(secs => :seconds)
						 where connector_id = :connector and refreshing_by = :owner""")
					.param("connector", connector)
					.param("owner", owner)
					.param("seconds", length.toMillis() / 1000.0)
					.update()) > 0;
	}

	/** Releases the lease. If that fails, the lease expires by itself. */
	public void releaseLease(TenantId tenant, UUID connector, UUID owner) {
		try {
			this.transactions.write(tenant,
					() -> this.sql.sql("""
							update connector_service.oauth_connections
							   set refreshing_by = null, refreshing_until = null
							 where connector_id = :connector and refreshing_by = :owner""")
						.param("connector", connector)
						.param("owner", owner)
						.update());
		}
		catch (ProblemException unavailable) {
			log.debug("The lease on connector {} could not be released and will expire: {}", connector,
					unavailable.code().code());
		}
	}

	/**
	 * Records that tokens are stored, and clears all failures and refusals.
	 * @param recording runs in the same transaction
	 */
	public void recordConnected(TenantId tenant, UUID connector, int version, @Nullable Instant expiresAt,
			@Nullable List<String> scopes, Runnable recording) {
		this.transactions.write(tenant,
				() -> updateAndRecord(this.sql.sql("""
						insert into connector_service.oauth_connections as kept
						       (connector_id, tenant_id, status, token_version, expires_at, granted_scopes)
						values (:connector, :tenant, 'connected', :version, :expires, cast(:scopes as text[]))
						on conflict (connector_id) do update
						   set status = 'connected', token_version = :version, expires_at = :expires,
						       granted_scopes = coalesce(cast(:scopes as text[]), kept.granted_scopes),
						       failures = 0, next_attempt_at = null, refusal = null, refusals = 0,
						       refused_since = null, refusal_text = null, updated_at = now()""")
					.param("connector", connector)
					.param("tenant", tenant.value())
					.param("version", version)
					.param("expires", (expiresAt == null) ? null : Timestamp.from(expiresAt))
					.param("scopes", (scopes == null) ? null : scopes.toArray(String[]::new)), recording));
	}

	private static boolean updateAndRecord(JdbcClient.StatementSpec change, Runnable recording) {
		boolean changed = change.update() > 0;
		if (changed) {
			recording.run();
		}
		return changed;
	}

	/**
	 * Records that the grant of this version has ended.
	 * @param text the provider's error text
	 * @param recording runs in the same transaction if this was not recorded before
	 */
	public void recordGivenUp(TenantId tenant, UUID connector, int version, String text, Runnable recording) {
		this.transactions.write(tenant,
				() -> updateAndRecord(this.sql.sql("""
						update connector_service.oauth_connections
						   set status = 'reauthorization_required', token_version = :version,
						       refusal_text = :text, updated_at = now()
						 where connector_id = :connector
						   and (status <> 'reauthorization_required' or token_version is distinct from :version)""")
					.param("connector", connector)
					.param("text", text)
					.param("version", version), recording));
	}

	/**
	 * Counts refusals of the same kind in a row.
	 * @param sameness identifies the kind of refusal
	 * @param text the provider's error text
	 * @param enough how many refusals end the connection
	 * @param longEnough how long the refusals must have gone on
	 * @return whether the connection has to end
	 */
	public boolean recordRefusal(TenantId tenant, UUID connector, String sameness, String text, int enough,
			Duration longEnough) {
		return this.transactions.write(tenant,
				() -> this.sql.sql("""
						update connector_service.oauth_connections
						   set refusals = case when refusal = :same then refusals + 1 else 1 end,
						       refused_since = case when refusal = :same then refused_since else now() end,
						       refusal = :same, refusal_text = :text
						 where connector_id = :connector
						returning refusals >= :enough
						      and refused_since <= now() - make_interval(secs => :seconds)""")
					.param("connector", connector)
					.param("same", sameness)
					.param("text", text)
					.param("enough", enough)
					.param("seconds", longEnough.toMillis() / 1000.0)
					.query(Boolean.class)
					.optional()
					.orElse(false));
	}

	/**
	 * Records a failed attempt; no other is made before the pause is over.
	 * @param recording runs in the same transaction
	 */
	public void recordFailure(TenantId tenant, UUID connector, Duration pause, Runnable recording) {
		this.transactions.write(tenant,
				() -> updateAndRecord(this.sql.sql("""
						update connector_service.oauth_connections
						   set failures = failures + 1, next_attempt_at = now() + make_interval(secs => :seconds),
						       updated_at = now()
						 where connector_id = :connector""")
					.param("connector", connector)
					.param("seconds", pause.toMillis() / 1000.0), recording));
	}

	/** Clears failures and refusals, so that the next attempt may be made at once. */
	public void clearFailures(TenantId tenant, UUID connector) {
		this.transactions.write(tenant, () -> this.sql.sql("""
				update connector_service.oauth_connections
				   set failures = 0, next_attempt_at = null, token_version = null, refusal = null, refusals = 0,
				       refused_since = null, updated_at = now()
				 where connector_id = :connector""").param("connector", connector).update());
	}

	/** Deletes the state of a connector that has no tokens any more. */
	public void delete(TenantId tenant, UUID connector) {
		this.transactions.write(tenant,
				() -> this.sql.sql("delete from connector_service.oauth_connections where connector_id = :connector")
					.param("connector", connector)
					.update());
	}

	/**
	 * The status shown with a connector's configuration; empty if the connector never had
	 * a token.
	 */
	public Optional<ConnectionStatus> findStatus(TenantId tenant, UUID connector) {
		return this.transactions.read(tenant,
				() -> this.sql.sql("""
						select status, expires_at, granted_scopes from connector_service.oauth_connections
						 where connector_id = :connector""")
					.param("connector", connector)
					.query((row, _) -> ConnectionStatus.fromRow(row))
					.optional());
	}

}
