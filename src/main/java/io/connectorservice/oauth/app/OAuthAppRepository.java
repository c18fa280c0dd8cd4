package io.connectorservice.oauth.app;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import io.connectorservice.catalog.OAuthApp.SecretKind;
import io.connectorservice.database.TenantTransactions;
import io.connectorservice.json.StrictJson;
import io.connectorservice.tenant.ConnectorRef;
import io.connectorservice.tenant.TenantId;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Stores OAuth apps, which belong to no tenant: only the service's own database role may
 * read and write them, never the role that acts for a tenant.
 */
@Repository
class OAuthAppRepository {

	private static final String SELECT = """
			select service_name, client_id, secret_kind, secret_path, token_endpoint_auth_method, key_id, grant_types,
			       scopes, authorization_params::text as authorization_params, token_params::text as token_params,
			       created_at, updated_at
			  from connector_service.oauth_apps""";

	private final TenantTransactions transactions;

	private final JdbcClient sql;

	OAuthAppRepository(TenantTransactions transactions, JdbcClient sql) {
		this.transactions = transactions;
		this.sql = sql;
	}

	List<RegisteredApp> findAll() {
		return this.transactions
			.readAsWorker(() -> this.sql.sql(SELECT + " order by service_name").query((row, _) -> readApp(row)).list());
	}

	Optional<RegisteredApp> find(String serviceName) {
		return this.transactions.readAsWorker(() -> this.sql.sql(SELECT + " where service_name = :name")
			.param("name", serviceName)
			.query((row, _) -> readApp(row))
			.optional());
	}

	private static RegisteredApp readApp(ResultSet row) throws SQLException {
		return new RegisteredApp(row.getString("service_name"), row.getString("client_id"),
				SecretKind.valueOf(row.getString("secret_kind").toUpperCase(Locale.ROOT)), row.getString("secret_path"),
				row.getString("token_endpoint_auth_method"), row.getString("key_id"), readTexts(row, "grant_types"),
				readTexts(row, "scopes"), readObject(row, "authorization_params"), readObject(row, "token_params"),
				row.getTimestamp("created_at").toInstant(), row.getTimestamp("updated_at").toInstant());
	}

	private static List<String> readTexts(ResultSet row, String column) throws SQLException {
		return List.of((String[]) row.getArray(column).getArray());
	}

	private static ObjectNode readObject(ResultSet row, String column) throws SQLException {
		return (ObjectNode) StrictJson.mapper().readTree(row.getString(column));
	}

	/** Inserts or replaces an app, and returns it as it is stored. */
	RegisteredApp save(RegisteredApp app) {
		return this.transactions.writeAsWorker(() -> {
			prepareSave(app).update();
			return this.sql.sql(SELECT + " where service_name = :name")
				.param("name", app.serviceName())
				.query((row, _) -> readApp(row))
				.single();
		});
	}

	private JdbcClient.StatementSpec prepareSave(RegisteredApp app) {
		return this.sql
			.sql("""
					insert into connector_service.oauth_apps
					       (service_name, client_id, secret_kind, secret_path, token_endpoint_auth_method, key_id, grant_types,
					        scopes, authorization_params, token_params)
					values (:name, :client, :kind, :path, :method, :key, cast(:grants as text[]), cast(:scopes as text[]),
					        cast(:authorization as jsonb), cast(:token as jsonb))
					on conflict (service_name) do update
					   set client_id = excluded.client_id, secret_kind = excluded.secret_kind,
					       secret_path = excluded.secret_path, key_id = excluded.key_id,
					       token_endpoint_auth_method = excluded.token_endpoint_auth_method,
					       grant_types = excluded.grant_types, scopes = excluded.scopes,
					       authorization_params = excluded.authorization_params, token_params = excluded.token_params,
					       updated_at = now()""")
			.param("name", app.serviceName())
			.param("client", app.clientId())
			.param("kind", app.secretKind().name().toLowerCase(Locale.ROOT))
			.param("path", app.secretPath())
			.param("method", app.tokenEndpointAuthMethod())
			.param("key", app.keyId())
			.param("grants", app.grantTypes().toArray(String[]::new))
			.param("scopes", app.scopes().toArray(String[]::new))
			.param("authorization", app.authorizationParams().toString())
			.param("token", app.tokenParams().toString());
	}

	/**
	 * Deletes an app, unless connectors use it.
	 * @param force whether it is deleted nevertheless; the connections of its users then
	 * have to be authorized again
	 */
	Deletion delete(String serviceName, boolean force) {
		return this.transactions.writeAsWorker(() -> {
			boolean exists = this.sql
				.sql("select 1 from connector_service.oauth_apps where service_name = :name for update")
				.param("name", serviceName)
				.query(Integer.class)
				.optional()
				.isPresent();
			long users = exists ? countUsers(serviceName) : 0;
			if (!exists || (users > 0 && !force)) {
				return new Deletion(false, users, List.of());
			}
			List<ConnectorRef> ended = endConnections(serviceName);
			this.sql.sql("delete from connector_service.oauth_apps where service_name = :name")
				.param("name", serviceName)
				.update();
			return new Deletion(true, users, ended);
		});
	}

	// the policy of this role shows connectors without a client of their own only
	private long countUsers(String serviceName) {
		return this.sql.sql("select count(*) from integration_connectors where service_name = :name")
			.param("name", serviceName)
			.query(Long.class)
			.single();
	}

	private List<ConnectorRef> endConnections(String serviceName) {
		return this.sql.sql("""
				update connector_service.oauth_connections
				   set status = 'reauthorization_required', updated_at = now(),
				       refusal_text = 'the operator removed the OAuth app ' || :name
				 where status = 'connected'
				   and connector_id in (select id from integration_connectors where service_name = :name)
				returning tenant_id, connector_id""")
			.param("name", serviceName)
			.query((row, _) -> ConnectorRef.of(new TenantId(row.getObject("tenant_id", UUID.class)),
					row.getObject("connector_id", UUID.class)))
			.list();
	}

	/**
	 * What a deletion found and did.
	 *
	 * @param users the number of connectors that use the app
	 * @param ended the connections that have to be authorized again
	 */
	record Deletion(boolean deleted, long users, List<ConnectorRef> ended) {
	}

}
