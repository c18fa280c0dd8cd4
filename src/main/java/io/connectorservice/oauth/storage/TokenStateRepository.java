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
 * Keeps what the database knows of connectors' tokens, and the lease by which one process
 * alone renews them. A lease is a row, not a lock: no database connection is held while a
 * token endpoint is asked, and it ends by itself when its owner dies.
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
	 * Takes the lease, unless somebody has it.
	 * @return whether it was taken
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
	 * Extends a lease from now on, also one that has ended and that nobody else took.
	 * @return whether it is still the owner's
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

	/** Gives the lease back; one that cannot be given back now ends by itself. */
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
			log.debug("The lease on connector {} ends by itself: {}", connector, unavailable.code().code());
		}
	}

	/**
	 * Tokens are stored; whatever was wrong is over.
	 * @param noting what is noted with it, in the same transaction
	 */
	public void recordConnected(TenantId tenant, UUID connector, int version, @Nullable Instant expiresAt,
			@Nullable List<String> scopes, Runnable noting) {
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
					.param("scopes", (scopes == null) ? null : scopes.toArray(String[]::new)), noting));
	}

	private static boolean updateAndRecord(JdbcClient.StatementSpec change, Runnable noting) {
		boolean changed = change.update() > 0;
		if (changed) {
			noting.run();
		}
		return changed;
	}

	/**
	 * The grant of this version is gone.
	 * @param text the provider's words
	 * @param noting what is noted in the same transaction, if that is news
	 */
	public void recordGivenUp(TenantId tenant, UUID connector, int version, String text, Runnable noting) {
		this.transactions.write(tenant,
				() -> updateAndRecord(this.sql.sql("""
						update connector_service.oauth_connections
						   set status = 'reauthorization_required', token_version = :version,
						       refusal_text = :text, updated_at = now()
						 where connector_id = :connector
						   and (status <> 'reauthorization_required' or token_version is distinct from :version)""")
					.param("connector", connector)
					.param("text", text)
					.param("version", version), noting));
	}

	/**
	 * Counts a refusal among those of the same kind in a row.
	 * @param enough how many make an end
	 * @param longEnough for how long they must have gone on
	 * @return whether that is the end
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
	 * An attempt failed for now; nothing is asked before the pause is over.
	 * @param noting what is noted with it, in the same transaction
	 */
	public void recordFailure(TenantId tenant, UUID connector, Duration pause, Runnable noting) {
		this.transactions.write(tenant,
				() -> updateAndRecord(this.sql.sql("""
						update connector_service.oauth_connections
						   set failures = failures + 1, next_attempt_at = now() + make_interval(secs => :seconds),
						       updated_at = now()
						 where connector_id = :connector""")
					.param("connector", connector)
					.param("seconds", pause.toMillis() / 1000.0), noting));
	}

	/** What failed may be tried again at once. */
	public void clearFailures(TenantId tenant, UUID connector) {
		this.transactions.write(tenant, () -> this.sql.sql("""
				update connector_service.oauth_connections
				   set failures = 0, next_attempt_at = null, token_version = null, refusal = null, refusals = 0,
				       refused_since = null, updated_at = now()
				 where connector_id = :connector""").param("connector", connector).update());
	}

	/** There are no tokens any more. */
	public void delete(TenantId tenant, UUID connector) {
		this.transactions.write(tenant,
				() -> this.sql.sql("delete from connector_service.oauth_connections where connector_id = :connector")
					.param("connector", connector)
					.update());
	}

	/**
	 * What is shown with a configuration; empty where the connector never had a token.
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
