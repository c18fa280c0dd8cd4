package io.connectorservice.oauth.storage;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import io.connectorservice.database.TenantTransactions;
import io.connectorservice.json.StrictJson;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.tenant.ConnectorRef;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Stores pending confirmations. Whoever stores, confirms or ends one holds it for the
 * time of a lease, which is a row and not a lock: no database connection is held while
 * the secret store or the provider is called, and each confirmation ends once.
 */
@Repository
public class PendingConfirmationRepository {

	private final TenantTransactions transactions;

	private final JdbcClient sql;

	PendingConfirmationRepository(TenantTransactions transactions, JdbcClient sql) {
		this.transactions = transactions;
		this.sql = sql;
	}

	/**
	 * Inserts a confirmation before its tokens are stored, so that they are removed even
	 * if this process dies.
	 * @param lease after how long the storing counts as lost
	 * @param perConnector how many may wait for one connector; the oldest others end
	 * @param perTenant how many may wait for one tenant; the oldest others end
	 * @return false if the connector was deleted
	 */
	public boolean insert(PendingConfirmation pending, Duration lease, int perConnector, int perTenant) {
		return this.transactions.write(pending.connector().tenant(), () -> {
			if (!lockConnector(pending.connector())) {
				return false;
			}
			makeRoom(pending.connector(), perConnector, perTenant);
			insert(pending, lease);
			return true;
		});
	}

	// A deletion waits for the lock, and then finds the row that is inserted here.
	private boolean lockConnector(ConnectorRef connector) {
		return this.sql.sql("select 1 from integration_connectors where id = :connector for key share")
			.param("connector", connector.uuid())
			.query(Integer.class)
			.optional()
			.isPresent();
	}

	private void makeRoom(ConnectorRef connector, int perConnector, int perTenant) {
		this.sql.sql("""
				update connector_service.oauth_confirmations
				   set state = 'ending', due_at = now(), owner = null, end_code = :code,
				       end_detail = 'Too many newer authorizations were waiting for a confirmation.'
				 where authorization_id in (
				   (select authorization_id from connector_service.oauth_confirmations
				     where connector_id = :connector and state = 'waiting'
				     order by due_at desc offset :perConnector)
				   union all
				   (select authorization_id from connector_service.oauth_confirmations
				     where tenant_id = :tenant and state = 'waiting'
				     order by due_at desc offset :perTenant))""")
			.param("code", ProblemCode.AUTHORIZATION_FAILED.code())
			.param("connector", connector.uuid())
			.param("tenant", connector.tenant().value())
			.param("perConnector", perConnector - 1)
			.param("perTenant", perTenant - 1)
			.update();
	}

	private void insert(PendingConfirmation pending, Duration lease) {
		this.sql.sql("""
				insert into connector_service.oauth_confirmations
				       (authorization_id, tenant_id, connector_id, config_digest, auth_config, scopes, granted_scopes,
				        connection_data, state, owner, due_at)
				values (:id, :tenant, :connector, :digest, cast(:config as jsonb), cast(:scopes as text[]),
				        cast(:granted as text[]), cast(:data as jsonb), 'storing', :owner,
				        now() + make_interval(secs => :lease))""")
			.param("id", pending.authorizationId())
			.param("tenant", pending.connector().tenant().value())
			.param("connector", pending.connector().uuid())
			.param("digest", pending.configDigest())
			.param("config", pending.authConfig().toString())
			.param("scopes", pending.scopes().toArray(String[]::new))
			.param("granted", (pending.grantedScopes() == null) ? null : pending.grantedScopes().toArray(String[]::new))
			.param("data", StrictJson.mapper().writeValueAsString(pending.data()))
			.param("owner", pending.owner())
			.param("lease", PendingConfirmationRows.toSeconds(lease))
			.update();
	}

	/**
	 * Lets a confirmation wait, now that its tokens are stored.
	 * @param life how long it waits
	 * @param recording writes more in the same transaction
	 * @return false if it is to be ended, because its connector was deleted meanwhile
	 */
	public boolean startWaiting(PendingConfirmation pending, Duration life, Runnable recording) {
		return this.transactions.write(pending.connector().tenant(), () -> {
			boolean waiting = this.sql.sql("""
					update connector_service.oauth_confirmations
					   set state = 'waiting', owner = null, due_at = now() + make_interval(secs => :life)
					 where authorization_id = :id and owner = :owner and state = 'storing'""")
				.param("life", PendingConfirmationRows.toSeconds(life))
				.param("id", pending.authorizationId())
				.param("owner", pending.owner())
				.update() > 0;
			if (waiting) {
				recording.run();
			}
			return waiting;
		});
	}

	/**
	 * Claims a confirmation to confirm it, also one whose earlier attempt was lost.
	 * @return empty if it expired, ended, or is being confirmed by another attempt
	 */
	public Optional<PendingConfirmation> claimToConfirm(ConnectorRef connector, UUID authorization, Duration lease) {
		return this.transactions.write(connector.tenant(),
				() -> this.sql.sql("""
						update connector_service.oauth_confirmations
						   set state = 'confirming', owner = :owner, due_at = now() + make_interval(secs => :lease)
						 where authorization_id = :id and connector_id = :connector
						   and ((state = 'waiting' and due_at > now()) or (state = 'confirming' and due_at <= now()))
						""" + PendingConfirmationRows.RETURNING)
					.param("owner", UUID.randomUUID())
					.param("lease", PendingConfirmationRows.toSeconds(lease))
					.param("id", authorization)
					.param("connector", connector.uuid())
					.query((row, _) -> PendingConfirmationRows.mapRow(row))
					.optional());
	}

	/**
	 * Records in the running transaction that the tokens are the connector's.
	 * @return false if the attempt no longer holds the confirmation
	 */
	public boolean recordConfirmed(PendingConfirmation pending) {
		return this.sql.sql("""
				update connector_service.oauth_confirmations set state = 'confirmed'
				 where authorization_id = :id and owner = :owner and state = 'confirming'""")
			.param("id", pending.authorizationId())
			.param("owner", pending.owner())
			.update() > 0;
	}

	/** Deletes a confirmation whose pending copy of the tokens is gone. */
	public void deleteConfirmed(PendingConfirmation pending) {
		this.transactions.write(pending.connector().tenant(),
				() -> this.sql.sql("""
						delete from connector_service.oauth_confirmations
						 where authorization_id = :id and state = 'confirmed'""")
					.param("id", pending.authorizationId())
					.update());
	}

	/** Gives a confirmation back, to be claimed again after a pause. */
	public void release(PendingConfirmation pending, Duration pause) {
		this.transactions.write(pending.connector().tenant(),
				() -> this.sql.sql("""
						update connector_service.oauth_confirmations
						   set due_at = now() + make_interval(secs => :pause)
						 where authorization_id = :id and owner = :owner""")
					.param("pause", PendingConfirmationRows.toSeconds(pause))
					.param("id", pending.authorizationId())
					.param("owner", pending.owner())
					.update());
	}

}
