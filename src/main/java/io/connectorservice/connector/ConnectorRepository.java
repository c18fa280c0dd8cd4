package io.connectorservice.connector;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.connectorservice.json.StrictJson;
import io.connectorservice.paging.Listing;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.data.jdbc.core.JdbcAggregateOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Stores connectors. Every method must be called within a tenant's transaction: row-level
 * security limits what it sees to that tenant.
 */
@Repository
public class ConnectorRepository {

	private static final String MATCHING = """
			 from integration_connectors
			where tenant_id = :tenant
			  and (cast(:service as text) is null or service_name = :service)
			  and (cast(:active as boolean) is null or coalesce(is_active, true) = :active)""";

	private static final String SUMMARIES = """
			select id, connector_name, service_name, auth_type, is_active, created_at, updated_at, last_connected_at,
			       last_error->>'code' as error_code,
			       case when auth_type = 'oauth2' then connector_service.connection_status(id) end as connection_status,
			       jsonb_path_exists(auth_config, '$.** ? (@.type() == "object").keyvalue()
			           ? (@.key like_regex "vault_path$" && @.value.type() == "string")') as has_credentials
			""";

	private final JdbcAggregateOperations aggregates;

	private final JdbcClient sql;

	ConnectorRepository(JdbcAggregateOperations aggregates, JdbcClient sql) {
		this.aggregates = aggregates;
		this.sql = sql;
	}

	Optional<Connector> find(UUID id) {
		return Optional.ofNullable(this.aggregates.findById(id, Connector.class));
	}

	/** Finds a connector and locks its row until the transaction ends. */
	Optional<Connector> findAndLock(UUID id) {
		boolean there = this.sql.sql("select 1 from integration_connectors where id = :id for update")
			.param("id", id)
			.query(Integer.class)
			.optional()
			.isPresent();
		return there ? find(id) : Optional.empty();
	}

	Connector insert(Connector connector, @Nullable JsonNode apiSpec) {
		this.aggregates.insert(connector);
		if (apiSpec != null) {
			storeApiSpec(connector.id(), apiSpec);
		}
		return find(connector.id()).orElseThrow();
	}

	Connector update(Connector connector) {
		this.aggregates.update(connector);
		return find(connector.id()).orElseThrow();
	}

	void storeApiSpec(UUID id, JsonNode apiSpec) {
		this.sql.sql("update integration_connectors set api_spec = cast(:spec as jsonb) where id = :id")
			.param("spec", apiSpec.isNull() ? null : apiSpec.toString())
			.param("id", id)
			.update();
	}

	Optional<JsonNode> findApiSpec(UUID id) {
		return this.sql.sql("select api_spec::text from integration_connectors where id = :id and api_spec is not null")
			.param("id", id)
			.query(String.class)
			.optional()
			.map(StrictJson.mapper()::readTree);
	}

	/**
	 * The length of the API description's text in bytes; 0 if it is certainly shorter
	 * than {@code interesting}.
	 */
	long measureApiSpec(UUID id, long interesting) {
		// the stored size is cheap to measure; LZ4 compresses at most 255 to 1, so a
		// small one rules out a long text
		return this.sql
			.sql("""
					select case when pg_column_size(api_spec) > :interesting / 256 then octet_length(api_spec::text) else 0 end
					from integration_connectors where id = :id and api_spec is not null""")
			.param("interesting", interesting)
			.param("id", id)
			.query(Long.class)
			.optional()
			.orElse(0L);
	}

	/**
	 * Stores the data that came with a new connection; empty data removes the previous
	 * connection's.
	 */
	void keepConnectionData(UUID id, Map<String, String> data) {
		this.sql.sql("update integration_connectors set connection_data = cast(:data as jsonb) where id = :id")
			.param("data", data.isEmpty() ? null : StrictJson.mapper().writeValueAsString(data))
			.param("id", id)
			.update();
	}

	boolean delete(UUID id) {
		return this.sql.sql("delete from integration_connectors where id = :id").param("id", id).update() > 0;
	}

	Listing<ConnectorSummary> list(TenantId tenant, ConnectorQuery query) {
		long total = prepareQuery("select count(*)" + MATCHING, tenant, query).query(Long.class).single();
		var items = prepareQuery(
				SUMMARIES + MATCHING + " order by created_at desc, id desc offset :offset limit :limit", tenant, query)
			.param("offset", query.offset())
			.param("limit", query.limit())
			.query((row, _) -> mapSummary(row))
			.list();
		return new Listing<>(items, total);
	}

	private JdbcClient.StatementSpec prepareQuery(String statement, TenantId tenant, ConnectorQuery query) {
		return this.sql.sql(statement)
			.param("tenant", tenant.value())
			.param("service", query.serviceName())
			.param("active", query.active());
	}

	private static ConnectorSummary mapSummary(ResultSet row) throws SQLException {
		boolean active = row.getBoolean("is_active") || row.wasNull();
		String error = row.getString("error_code");
		return new ConnectorSummary(row.getObject("id", UUID.class), row.getString("connector_name"),
				row.getString("service_name"), row.getString("auth_type"), active, readInstant(row, "created_at"),
				readInstant(row, "updated_at"), readInstant(row, "last_connected_at"),
				(error == null) ? null : new ConnectorSummary.LastError(error), row.getString("connection_status"),
				row.getBoolean("has_credentials"));
	}

	private static @Nullable Instant readInstant(ResultSet row, String column) throws SQLException {
		Timestamp timestamp = row.getTimestamp(column);
		return (timestamp == null) ? null : timestamp.toInstant();
	}

	/**
	 * Records a successful call.
	 * @param settled the minimum time for which a connector counts as failing
	 * @return whether the connector has just recovered: it was failing, and had worked
	 * before
	 */
	public boolean recordSuccess(UUID id, Duration settled) {
		return this.sql.sql("""
				update integration_connectors as kept
				   set last_connected_at = now(), last_error = null,
				       failing_since = case when before.last_connected_at is not null
				                             and kept.failing_since > now() - make_interval(secs => :settled)
				                            then kept.failing_since end
				  from (select id, failing_since, last_connected_at from integration_connectors
				         where id = :id for update) as before
				 where kept.id = before.id
				returning before.failing_since is not null and kept.failing_since is null
				          and before.last_connected_at is not null""")
			.param("settled", settled.toMillis() / 1000.0)
			.param("id", id)
			.query(Boolean.class)
			.optional()
			.orElse(false);
	}

	/**
	 * Records a failed call.
	 * @param broken whether the failure means that the whole connection does not work
	 * @return whether the connector has just started to fail; false for one that never
	 * worked
	 */
	public boolean recordFailure(UUID id, JsonNode error, boolean broken) {
		return this.sql
			.sql("""
					update integration_connectors as kept
					   set last_error = cast(:error as jsonb),
					       failing_since = case when :broken then coalesce(kept.failing_since, now()) else kept.failing_since end
					  from (select id, failing_since from integration_connectors where id = :id for update) as before
					 where kept.id = before.id
					returning before.failing_since is null and kept.failing_since is not null
					          and kept.last_connected_at is not null""")
			.param("error", error.toString())
			.param("broken", broken)
			.param("id", id)
			.query(Boolean.class)
			.optional()
			.orElse(false);
	}

}
