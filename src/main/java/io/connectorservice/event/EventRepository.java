package io.connectorservice.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Stores events; every method must be called within a transaction.
 */
@Repository
class EventRepository {

	// an arbitrary advisory-lock key that nothing else in this database uses
	private static final long CLEANUP_LOCK = 7_041_776_518_834_561L;

	private final JdbcClient sql;

	EventRepository(JdbcClient sql) {
		this.sql = sql;
	}

	void insert(ConnectorEvent connectorEvent, int occurrences) {
		this.sql
			.sql("""
					insert into connector_service.connector_events
					  (tenant_id, connector_id, kind, outcome, code, upstream_status, duration_ms, occurrences, actor, request_id,
					   authorization_id)
					values (:tenant, :connector, :kind, :outcome, :code, :status, :duration, :occurrences, :actor, :request,
					        :authorization)""")
			.param("tenant", connectorEvent.connector().tenant().value())
			.param("connector", connectorEvent.connector().uuid())
			.param("kind", connectorEvent.kind().text())
			.param("outcome", connectorEvent.outcome())
			.param("code", (connectorEvent.code() == null) ? null : connectorEvent.code().code())
			.param("status", connectorEvent.upstreamStatus())
			.param("duration", toMillis(connectorEvent.took()))
			.param("occurrences", occurrences)
			.param("actor", connectorEvent.actor())
			.param("request", connectorEvent.requestId())
			.param("authorization", connectorEvent.authorization())
			.update();
	}

	private static @Nullable Long toMillis(@Nullable Duration took) {
		return (took == null) ? null : took.toMillis();
	}

	List<ConnectorEventView> list(TenantId tenant, UUID connector, int offset, int limit) {
		return this.sql.sql("""
				select kind, outcome, code, upstream_status, duration_ms, occurrences, actor, request_id, occurred_at,
				       authorization_id
				  from connector_service.connector_events
				 where tenant_id = :tenant and connector_id = :connector
				 order by id desc offset :offset limit :limit""")
			.param("tenant", tenant.value())
			.param("connector", connector)
			.param("offset", offset)
			.param("limit", limit)
			.query((row, _) -> mapEvent(row))
			.list();
	}

	private static ConnectorEventView mapEvent(ResultSet row) throws SQLException {
		return new ConnectorEventView(row.getString("kind"), row.getString("outcome"), row.getString("code"),
				row.getObject("upstream_status", Integer.class), row.getObject("duration_ms", Long.class),
				row.getInt("occurrences"), row.getString("actor"), row.getString("request_id"),
				row.getTimestamp("occurred_at").toInstant(), row.getObject("authorization_id", UUID.class));
	}

	/** Counts a connector's events, but no further than {@code most}. */
	long count(TenantId tenant, UUID connector, int most) {
		return this.sql.sql("""
				select count(*) from (
				  select from connector_service.connector_events
				   where tenant_id = :tenant and connector_id = :connector limit :most) as counted""")
			.param("tenant", tenant.value())
			.param("connector", connector)
			.param("most", most)
			.query(Long.class)
			.single();
	}

	/**
	 * Deletes a batch of events older than {@code keep}, unless another replica is doing
	 * so.
	 */
	int clearExpired(Duration keep, int batch) {
		boolean alone = this.sql.sql("select pg_try_advisory_xact_lock(?)")
			.param(CLEANUP_LOCK)
			.query(Boolean.class)
			.single();
		return alone ? deleteOlderThan(keep, batch) : 0;
	}

	private int deleteOlderThan(Duration keep, int batch) {
		return this.sql.sql("""
				delete from connector_service.connector_events where id in (
				  select id from connector_service.connector_events
				   where occurred_at < now() - make_interval(secs => :seconds) order by occurred_at limit :batch)""")
			.param("seconds", keep.toSeconds())
			.param("batch", batch)
			.update();
	}

}
