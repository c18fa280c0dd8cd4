package io.connectorservice.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.tenant.TenantTransactions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Notes what happens with connectors and lists it. A note that cannot be written does not
 * fail what it is about.
 */
@Component
public class ConnectorEvents {

	private static final Logger log = LoggerFactory.getLogger(ConnectorEvents.class);

	private final TenantTransactions transactions;

	private final JdbcClient sql;

	private final EventSettings settings;

	ConnectorEvents(TenantTransactions transactions, JdbcClient sql, EventSettings settings) {
		this.transactions = transactions;
		this.sql = sql;
		this.settings = settings;
	}

	public void succeeded(TenantId tenant, UUID connector, EventKind kind) {
		note(tenant, connector, kind, null, null);
	}

	/**
	 * Notes a failure.
	 * @param upstreamStatus the external service's status, where it answered
	 */
	public void failed(TenantId tenant, UUID connector, EventKind kind, ProblemCode code,
			@Nullable Integer upstreamStatus) {
		note(tenant, connector, kind, code, upstreamStatus);
	}

	private void note(TenantId tenant, UUID connector, EventKind kind, @Nullable ProblemCode code,
			@Nullable Integer upstreamStatus) {
		try {
			this.transactions.write(tenant, () -> insert(tenant, connector, kind, code, upstreamStatus));
		}
		catch (ProblemException unavailable) {
			log.warn("{} of connector {} could not be noted: {}", kind.text(), connector, unavailable.code().code());
		}
	}

	private int insert(TenantId tenant, UUID connector, EventKind kind, @Nullable ProblemCode code,
			@Nullable Integer upstreamStatus) {
		return this.sql.sql("""
				insert into connector_service.connector_events
				  (tenant_id, connector_id, kind, outcome, code, upstream_status, request_id)
				values (:tenant, :connector, :kind, :outcome, :code, :status, :request)""")
			.param("tenant", tenant.value())
			.param("connector", connector)
			.param("kind", kind.text())
			.param("outcome", (code == null) ? "success" : "failure")
			.param("code", (code == null) ? null : code.code())
			.param("status", upstreamStatus)
			.param("request", MDC.get("request_id"))
			.update();
	}

	/** A connector's events, newest first; also a deleted one's. */
	public List<ConnectorEvent> list(TenantId tenant, UUID connector, int offset, int limit) {
		return this.transactions.read(tenant,
				() -> this.sql.sql("""
						select kind, outcome, code, upstream_status, request_id, occurred_at
						  from connector_service.connector_events
						 where tenant_id = :tenant and connector_id = :connector
						 order by id desc offset :offset limit :limit""")
					.param("tenant", tenant.value())
					.param("connector", connector)
					.param("offset", offset)
					.param("limit", limit)
					.query((row, _) -> event(row))
					.list());
	}

	public long count(TenantId tenant, UUID connector) {
		return this.transactions.read(tenant, () -> this.sql
			.sql("select count(*) from connector_service.connector_events where tenant_id = ? and connector_id = ?")
			.param(tenant.value())
			.param(connector)
			.query(Long.class)
			.single());
	}

	private static ConnectorEvent event(ResultSet row) throws SQLException {
		return new ConnectorEvent(row.getString("kind"), row.getString("outcome"), row.getString("code"),
				row.getObject("upstream_status", Integer.class), row.getString("request_id"),
				row.getTimestamp("occurred_at").toInstant());
	}

	/** Removes what is older than events are kept, a batch at a time. */
	@Scheduled(initialDelayString = "${connector.events.clear-interval:10m}",
			fixedDelayString = "${connector.events.clear-interval:10m}")
	void clearOld() {
		try {
			while (this.transactions.writeAsWorker(this::clearBatch) == this.settings.clearBatch()) {
				log.debug("Cleared a batch of old events");
			}
		}
		catch (ProblemException unavailable) {
			log.debug("Old events stay for now: {}", unavailable.code().code());
		}
	}

	private int clearBatch() {
		return this.sql.sql("""
				delete from connector_service.connector_events where id in (
				  select id from connector_service.connector_events
				   where occurred_at < now() - make_interval(secs => :seconds) limit :batch)""")
			.param("seconds", this.settings.keep().toSeconds())
			.param("batch", this.settings.clearBatch())
			.update();
	}

}
