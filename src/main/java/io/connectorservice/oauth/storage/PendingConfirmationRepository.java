package io.connectorservice.oauth.storage;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.connectorservice.database.TenantTransactions;
import io.connectorservice.json.StrictJson;
import io.connectorservice.oauth.storage.PendingConfirmation.State;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.tenant.ConnectorRef;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Stores pending confirmations. Whoever stores, confirms or ends one holds it for the
 * time of a lease, which is a row and not a lock: no database connection is held while
 * the secret store or the provider is called, and each confirmation ends once.
 */
@Repository
public class PendingConfirmationRepository {

	private static final String RETURNING = """
			returning authorization_id, tenant_id, connector_id, config_digest, auth_config, scopes,
			          granted_scopes, connection_data, state, owner""";

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
			.param("lease", toSeconds(lease))
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
				.param("life", toSeconds(life))
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
	 * Claims a confirmation in order to confirm it, also one whose earlier attempt was
	 * lost.
	 * @return empty if it expired, ended, or is being confirmed by another attempt
	 */
	public Optional<PendingConfirmation> claimToConfirm(ConnectorRef connector, UUID authorization, Duration lease) {
		return this.transactions.write(connector.tenant(),
				() -> this.sql.sql("""
						update connector_service.oauth_confirmations
						   set state = 'confirming', owner = :owner, due_at = now() + make_interval(secs => :lease)
						 where authorization_id = :id and connector_id = :connector
						   and ((state = 'waiting' and due_at > now()) or (state = 'confirming' and due_at <= now()))
						""" + RETURNING)
					.param("owner", UUID.randomUUID())
					.param("lease", toSeconds(lease))
					.param("id", authorization)
					.param("connector", connector.uuid())
					.query((row, _) -> mapRow(row))
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

	/**
	 * Decides that tokens which are being stored or wait are not to be confirmed.
	 * @return the confirmation if the caller has to end it; empty if another attempt
	 * does, or there is none
	 */
	public Optional<PendingConfirmation> refuse(ConnectorRef connector, UUID authorization, ProblemCode code,
			String detail, Duration lease) {
		UUID owner = UUID.randomUUID();
		return this.transactions.write(connector.tenant(),
				() -> this.sql.sql("""
						update connector_service.oauth_confirmations
						   set owner = case when state = 'waiting' then :owner else owner end,
						       due_at = case when state = 'waiting' then now() + make_interval(secs => :lease)
						                     else due_at end,
						       state = 'ending', end_code = :code, end_detail = :detail
						 where authorization_id = :id and connector_id = :connector
						   and state in ('storing', 'waiting')
						""" + RETURNING)
					.param("owner", owner)
					.param("lease", toSeconds(lease))
					.param("code", code.code())
					.param("detail", detail)
					.param("id", authorization)
					.param("connector", connector.uuid())
					.query((row, _) -> mapRow(row))
					.optional()
					.filter((refused) -> refused.owner().equals(owner)));
	}

	/**
	 * Turns an attempt to store or to confirm into one that ends the confirmation.
	 * @return whether the attempt still holds it
	 */
	public boolean turnToEnding(PendingConfirmation pending, @Nullable ProblemCode code, String detail) {
		return this.transactions.write(pending.connector().tenant(),
				() -> this.sql.sql("""
						update connector_service.oauth_confirmations
						   set end_code = case when state = 'ending' then end_code else :code end,
						       end_detail = case when state = 'ending' then end_detail else :detail end,
						       state = 'ending'
						 where authorization_id = :id and owner = :owner
						   and state in ('storing', 'confirming', 'ending')""")
					.param("code", (code == null) ? null : code.code())
					.param("detail", detail)
					.param("id", pending.authorizationId())
					.param("owner", pending.owner())
					.update()) > 0;
	}

	/**
	 * Marks the confirmations of a connector to be ended without a record, within the
	 * transaction that deletes the connector.
	 */
	public void markDeleted(ConnectorRef connector) {
		this.sql.sql("""
				update connector_service.oauth_confirmations
				   set owner = case when state = 'waiting' then null else owner end,
				       due_at = case when state = 'waiting' then now() else due_at end,
				       state = 'ending', end_code = null, end_detail = null
				 where connector_id = :connector and state <> 'confirmed'""")
			.param("connector", connector.uuid())
			.update();
	}

	/** Claims the confirmations of a deleted connector. */
	public List<PendingConfirmation> claimDeleted(ConnectorRef connector, Duration lease) {
		return this.transactions.write(connector.tenant(),
				() -> this.sql.sql("""
						update connector_service.oauth_confirmations
						   set owner = :owner, due_at = now() + make_interval(secs => :lease)
						 where connector_id = :connector and state = 'ending' and due_at <= now()
						""" + RETURNING)
					.param("owner", UUID.randomUUID())
					.param("lease", toSeconds(lease))
					.param("connector", connector.uuid())
					.query((row, _) -> mapRow(row))
					.list());
	}

	/**
	 * Claims confirmations that were not made in time, and those whose attempt was lost.
	 * @param code recorded for the former
	 * @param detail recorded for the former
	 */
	public List<PendingConfirmation> claimDue(int batch, Duration lease, ProblemCode code, String detail) {
		return this.transactions.writeAsWorker(() -> this.sql.sql("""
				update connector_service.oauth_confirmations as taken
				   set owner = :owner, due_at = now() + make_interval(secs => :lease),
				       end_code = case when taken.state in ('storing', 'waiting') then :code else taken.end_code end,
				       end_detail = case when taken.state in ('storing', 'waiting') then :detail
				                         else taken.end_detail end,
				       state = case when taken.state in ('storing', 'waiting') then 'ending' else taken.state end
				 where taken.authorization_id in (
				   select authorization_id from connector_service.oauth_confirmations
				    where due_at <= now() order by due_at limit :batch for update skip locked)
				""" + RETURNING)
			.param("owner", UUID.randomUUID())
			.param("lease", toSeconds(lease))
			.param("code", code.code())
			.param("detail", detail)
			.param("batch", batch)
			.query((row, _) -> mapRow(row))
			.list());
	}

	/** Gives a confirmation back, to be claimed again after a pause. */
	public void release(PendingConfirmation pending, Duration pause) {
		this.transactions.write(pending.connector().tenant(),
				() -> this.sql.sql("""
						update connector_service.oauth_confirmations
						   set due_at = now() + make_interval(secs => :pause)
						 where authorization_id = :id and owner = :owner""")
					.param("pause", toSeconds(pause))
					.param("id", pending.authorizationId())
					.param("owner", pending.owner())
					.update());
	}

	/**
	 * Deletes a confirmation whose tokens are gone.
	 * @param recording writes more in the same transaction, if this attempt held it and
	 * the end is to be recorded
	 */
	public void deleteEnded(PendingConfirmation pending, EndRecording recording) {
		this.transactions.write(pending.connector().tenant(), () -> {
			Optional<End> end = this.sql.sql("""
					delete from connector_service.oauth_confirmations
					 where authorization_id = :id and owner = :owner and state = 'ending'
					returning end_code, end_detail,
					  exists (select from integration_connectors as held where held.id = connector_id) as there""")
				.param("id", pending.authorizationId())
				.param("owner", pending.owner())
				.query((row, _) -> new End(row.getString("end_code"), row.getString("end_detail"),
						row.getBoolean("there")))
				.optional();
			end.ifPresent((ended) -> ended.record(recording));
			return end.isPresent();
		});
	}

	private static double toSeconds(Duration time) {
		return time.toMillis() / 1000.0;
	}

	private static PendingConfirmation mapRow(ResultSet row) throws SQLException {
		ConnectorRef connector = ConnectorRef.of(new TenantId(row.getObject("tenant_id", UUID.class)),
				row.getObject("connector_id", UUID.class));
		Map<String, String> data = new LinkedHashMap<>();
		StrictJson.mapper()
			.readTree(row.getString("connection_data"))
			.properties()
			.forEach((entry) -> data.put(entry.getKey(), entry.getValue().asString("")));
		return new PendingConfirmation(row.getObject("authorization_id", UUID.class), connector,
				row.getString("config_digest"), StrictJson.mapper().readTree(row.getString("auth_config")),
				readList(row.getArray("scopes")), readNullableList(row.getArray("granted_scopes")), data,
				State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)), row.getObject("owner", UUID.class));
	}

	private static @Nullable List<String> readNullableList(@Nullable Array array) throws SQLException {
		return (array == null) ? null : readList(array);
	}

	private static List<String> readList(Array array) throws SQLException {
		return List.of((String[]) array.getArray());
	}

	/** Records how an authorization ended. */
	@FunctionalInterface
	public interface EndRecording {

		void record(ProblemCode code, String detail);

	}

	private record End(@Nullable String code, @Nullable String detail, boolean connectorExists) {

		void record(EndRecording recording) {
			if (this.code != null && this.detail != null && this.connectorExists) {
				recording.record(ProblemCode.valueOf(this.code.toUpperCase(Locale.ROOT)), this.detail);
			}
		}

	}

}
