package io.connectorservice.oauth.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

import io.connectorservice.database.TenantTransactions;
import io.connectorservice.oauth.storage.TokenState.Status;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.ConnectorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Stores the state of connectors' tokens, and the lease that lets one process at a time
 * refresh them. A lease is a row, not a lock: no database connection is held during the
 * token request, and the lease of a process that dies expires.
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

	public TokenState read(ConnectorRef connector) {
		return this.transactions.read(connector.tenant(),
				() -> this.sql.sql("""
						select now() as now, status, token_version, failures, refusal_text,
						       extract(epoch from next_attempt_at - now()) as wait
						  from (select 1) as always
						  left join connector_service.oauth_connections on connector_id = :connector""")
					.param("connector", connector.uuid())
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
	 * Acquires the lease, unless another process holds it.
	 * @return whether it was acquired
	 */
	public boolean acquireLease(ConnectorRef connector, UUID owner, Duration length) {
		return this.transactions.write(connector.tenant(),
				() -> this.sql.sql("""
						insert into connector_service.oauth_connections as kept
						       (connector_id, tenant_id, refreshing_by, refreshing_until)
						values (:connector, :tenant, :owner, now() + make_interval(secs => :seconds))
						on conflict (connector_id) do update
						   set refreshing_by = excluded.refreshing_by, refreshing_until = excluded.refreshing_until
						 where kept.refreshing_until is null or kept.refreshing_until <= now()""")
					.param("connector", connector.uuid())
					.param("tenant", connector.tenant().value())
					.param("owner", owner)
					.param("seconds", length.toMillis() / 1000.0)
					.update()) > 0;
	}

	/**
	 * Extends a lease from now on, also an expired one that no other process acquired.
	 * @return whether the owner still holds it
	 */
	public boolean extendLease(ConnectorRef connector, UUID owner, Duration length) {
		return this.transactions.write(connector.tenant(),
				() -> this.sql.sql("""
						update connector_service.oauth_connections
						   set refreshing_until = now() + make_interval(secs => :seconds)
						 where connector_id = :connector and refreshing_by = :owner""")
					.param("connector", connector.uuid())
					.param("owner", owner)
					.param("seconds", length.toMillis() / 1000.0)
					.update()) > 0;
	}

	/** Releases the lease; one that cannot be released now expires. */
	public void releaseLease(ConnectorRef connector, UUID owner) {
		try {
			this.transactions.write(connector.tenant(),
					() -> this.sql.sql("""
							update connector_service.oauth_connections
							   set refreshing_by = null, refreshing_until = null
							 where connector_id = :connector and refreshing_by = :owner""")
						.param("connector", connector.uuid())
						.param("owner", owner)
						.update());
		}
		catch (ProblemException unavailable) {
			log.debug("The lease on connector {} was not released and will expire: {}", connector.id(),
					unavailable.code().code());
		}
	}

	/** Records that tokens are stored, which ends earlier failures. */
	public void recordConnected(ConnectorRef connector, int version, @Nullable Instant expiresAt,
			@Nullable List<String> scopes) {
		this.transactions.write(connector.tenant(),
				() -> prepareConnected(connector, version, expiresAt, scopes).update());
	}

	/**
	 * Records that tokens are stored, which ends earlier failures.
	 * @param recording writes more in the same transaction
	 */
	public void recordConnected(ConnectorRef connector, int version, @Nullable Instant expiresAt,
			@Nullable List<String> scopes, Runnable recording) {
		this.transactions.write(connector.tenant(),
				() -> updateAndRecord(prepareConnected(connector, version, expiresAt, scopes), recording));
	}

	private JdbcClient.StatementSpec prepareConnected(ConnectorRef connector, int version, @Nullable Instant expiresAt,
			@Nullable List<String> scopes) {
		return this.sql.sql("""
				insert into connector_service.oauth_connections as kept
				       (connector_id, tenant_id, status, token_version, expires_at, granted_scopes)
				values (:connector, :tenant, 'connected', :version, :expires, cast(:scopes as text[]))
				on conflict (connector_id) do update
				   set status = 'connected', token_version = :version, expires_at = :expires,
				       granted_scopes = coalesce(cast(:scopes as text[]), kept.granted_scopes),
				       failures = 0, next_attempt_at = null, refusal = null, refusals = 0,
				       refused_since = null, refusal_text = null, updated_at = now()""")
			.param("connector", connector.uuid())
			.param("tenant", connector.tenant().value())
			.param("version", version)
			.param("expires", (expiresAt == null) ? null : Timestamp.from(expiresAt))
			.param("scopes", (scopes == null) ? null : scopes.toArray(String[]::new));
	}

	private static boolean updateAndRecord(JdbcClient.StatementSpec change, Runnable recording) {
		boolean changed = change.update() > 0;
		if (changed) {
			recording.run();
		}
		return changed;
	}

	/**
	 * Records that the grant of this version is gone.
	 * @param text the provider's words
	 * @param recording writes more in the same transaction, unless this was known already
	 */
	public void recordGivenUp(ConnectorRef connector, int version, String text, Runnable recording) {
		this.transactions.write(connector.tenant(),
				() -> updateAndRecord(this.sql.sql("""
						update connector_service.oauth_connections
						   set status = 'reauthorization_required', token_version = :version,
						       refusal_text = :text, updated_at = now()
						 where connector_id = :connector
						   and (status <> 'reauthorization_required' or token_version is distinct from :version)""")
					.param("connector", connector.uuid())
					.param("text", text)
					.param("version", version), recording));
	}

	/**
	 * Counts consecutive refusals of the same kind.
	 * @param enough how many refusals end the grant
	 * @param longEnough how long they must have lasted
	 * @return whether both limits are reached
	 */
	public boolean recordRefusal(ConnectorRef connector, String sameness, String text, int enough,
			Duration longEnough) {
		return this.transactions.write(connector.tenant(),
				() -> this.sql.sql("""
						update connector_service.oauth_connections
						   set refusals = case when refusal = :same then refusals + 1 else 1 end,
						       refused_since = case when refusal = :same then refused_since else now() end,
						       refusal = :same, refusal_text = :text
						 where connector_id = :connector
						returning refusals >= :enough
						      and refused_since <= now() - make_interval(secs => :seconds)""")
					.param("connector", connector.uuid())
					.param("same", sameness)
					.param("text", text)
					.param("enough", enough)
					.param("seconds", longEnough.toMillis() / 1000.0)
					.query(Boolean.class)
					.optional()
					.orElse(false));
	}

	/**
	 * Records a failed attempt; the next one has to wait until the pause is over.
	 * @param recording writes more in the same transaction
	 */
	public void recordFailure(ConnectorRef connector, Duration pause, Runnable recording) {
		this.transactions.write(connector.tenant(),
				() -> updateAndRecord(this.sql.sql("""
						update connector_service.oauth_connections
						   set failures = failures + 1, next_attempt_at = now() + make_interval(secs => :seconds),
						       updated_at = now()
						 where connector_id = :connector""")
					.param("connector", connector.uuid())
					.param("seconds", pause.toMillis() / 1000.0), recording));
	}

	/** Forgets failures, so that the next attempt need not wait. */
	public void clearFailures(ConnectorRef connector) {
		this.transactions.write(connector.tenant(), () -> this.sql.sql("""
				update connector_service.oauth_connections
				   set failures = 0, next_attempt_at = null, token_version = null, refusal = null, refusals = 0,
				       refused_since = null, updated_at = now()
				 where connector_id = :connector""").param("connector", connector.uuid()).update());
	}

	/** Records that there are no tokens any more. */
	public void delete(ConnectorRef connector) {
		this.transactions.write(connector.tenant(),
				() -> this.sql.sql("delete from connector_service.oauth_connections where connector_id = :connector")
					.param("connector", connector.uuid())
					.update());
	}

	/** The status of the tokens, as callers see it. */
	public ConnectionStatus readStatus(ConnectorRef connector) {
		return this.transactions.read(connector.tenant(),
				() -> this.sql.sql("""
						select connector_service.connection_status(:connector) as status, expires_at, granted_scopes
						  from (select 1) as always
						  left join connector_service.oauth_connections on connector_id = :connector""")
					.param("connector", connector.uuid())
					.query((row, _) -> ConnectionStatus.fromRow(row))
					.single());
	}

}
