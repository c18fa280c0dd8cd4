package io.connectorservice.idempotency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

import io.connectorservice.idempotency.KeyClaim.Claimed;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Stores keys; all times are those of the database's clock. Every method must be called
 * within a transaction: row-level security limits what it sees.
 */
@Repository
class KeyRepository {

	// the connector is selected under row-level
	// security, because a foreign key would bypass it
	private static final String CLAIM = """
			insert into connector_service.idempotency_keys as kept
			  (connector_id, tenant_id, key, fingerprint, repeatable, owner, in_flight_until, expires_at)
			select id, tenant_id, :key, :fingerprint, :repeatable, :owner, now() + make_interval(secs => :lease),
			       now() + make_interval(secs => :kept)
			  from integration_connectors where id = :connector and tenant_id = :tenant
			    on conflict (connector_id, tenant_id, key) do update
			   set fingerprint = excluded.fingerprint, repeatable = excluded.repeatable, state = 'in_flight',
			       owner = excluded.owner, in_flight_until = excluded.in_flight_until, answer_status = null,
			       answer_media_type = null, answer_body = null, created_at = now(), expires_at = excluded.expires_at
			 where kept.expires_at <= now()
			    or (kept.state = 'in_flight' and kept.in_flight_until <= now() and kept.repeatable
			        and excluded.repeatable and kept.fingerprint = excluded.fingerprint)""";

	private static final String OF_KEY = " where connector_id = :connector and tenant_id = :tenant and key = :key";

	private static final String OF_CLAIM = OF_KEY + " and owner = :owner and state = 'in_flight'";

	private final JdbcClient sql;

	private final IdempotencySettings settings;

	KeyRepository(JdbcClient sql, IdempotencySettings settings) {
		this.sql = sql;
		this.settings = settings;
	}

	/**
	 * Claims a key that is unused or expired, or whose abandoned request may be repeated.
	 */
	boolean claim(Claimed claimed) {
		return prepareForClaim(CLAIM, claimed).param("fingerprint", claimed.request().fingerprint().text())
			.param("repeatable", claimed.request().repeatable())
			.param("lease", this.settings.lease().toSeconds())
			.param("kept", this.settings.retention().toSeconds())
			.update() > 0;
	}

	Optional<KeyRecord> find(KeyedRequest request) {
		return prepareForKey("""
				select fingerprint, answer_status, answer_media_type, answer_body,
				       case when state = 'done' then 'DONE' when in_flight_until > now() then 'UNDER_WAY'
				            else 'LOST' end as stage
				  from connector_service.idempotency_keys""" + OF_KEY, request).query((row, _) -> mapRecord(row))
			.optional();
	}

	private static KeyRecord mapRecord(ResultSet row) throws SQLException {
		return new KeyRecord(row.getString("fingerprint"), KeyRecord.Stage.valueOf(row.getString("stage")),
				row.getObject("answer_status", Integer.class), row.getString("answer_media_type"),
				row.getString("answer_body"));
	}

	int complete(Claimed claimed, int status, String mediaType, @Nullable String body) {
		return prepareForClaim("""
				update connector_service.idempotency_keys
				   set state = 'done', answer_status = :status, answer_media_type = :type, answer_body = :body"""
				+ OF_CLAIM, claimed)
			.param("status", status)
			.param("type", mediaType)
			.param("body", body)
			.update();
	}

	int release(Claimed claimed) {
		return prepareForClaim("delete from connector_service.idempotency_keys" + OF_CLAIM, claimed).update();
	}

	int endLease(Claimed claimed) {
		return prepareForClaim("update connector_service.idempotency_keys set in_flight_until = now()" + OF_CLAIM,
				claimed)
			.update();
	}

	// the outer statement checks again, because a request may claim the key in between
	int clearExpired() {
		return this.sql.sql("""
				delete from connector_service.idempotency_keys kept using (
				  select connector_id, tenant_id, key from connector_service.idempotency_keys
				   where expires_at <= now() limit :batch) expired
				 where kept.connector_id = expired.connector_id and kept.tenant_id = expired.tenant_id
				   and kept.key = expired.key and kept.expires_at <= now()""")
			.param("batch", this.settings.cleanupBatch())
			.update();
	}

	private JdbcClient.StatementSpec prepareForClaim(String statement, Claimed claimed) {
		return prepareForKey(statement, claimed.request()).param("owner", claimed.owner());
	}

	private JdbcClient.StatementSpec prepareForKey(String statement, KeyedRequest request) {
		return this.sql.sql(statement)
			.param("connector", request.connector())
			.param("tenant", request.tenant().value())
			.param("key", request.key());
	}

}
