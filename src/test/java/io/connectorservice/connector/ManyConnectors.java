package io.connectorservice.connector;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Fills a database for a benchmark: connectors, a hundred for each tenant, and as many
 * events. Tenants' and connectors' ids follow from their numbers:
 * {@code md5('tenant 7')::uuid}.
 *
 * <pre>
 * ManyConnectors postgresql://owner:password@host/database first last
 * </pre>
 */
final class ManyConnectors {

	private static final String TENANTS = """
			insert into tenants (id)
			select md5('tenant ' || number)::uuid from generate_series(? / 100, (? - 1) / 100) number
			on conflict do nothing""";

	private static final String CONNECTORS = """
			insert into integration_connectors (id, tenant_id, connector_name, service_name, auth_type, auth_config,
			  api_spec, api_server, api_spec_digest, metadata, created_at)
			select md5('connector ' || number)::uuid, md5('tenant ' || number / 100)::uuid, 'connector ' || number,
			  'service-' || number % 300, 'apikey', '{"api_key_name":"X-Api-Key","key_location":"header"}',
			  '{"servers":[{"url":"https://api.example.com"}]}', '{"url":"https://api.example.com"}', 'digest',
			  '{"note":"seeded"}', now() - make_interval(secs => number % 1000000)
			  from generate_series(?, ? - 1) number""";

	private static final String EVENTS = """
			insert into connector_service.connector_events (tenant_id, connector_id, kind, outcome, request_id)
			select md5('tenant ' || number / 100)::uuid, md5('connector ' || number)::uuid, 'created', 'success', 'seed'
			  from generate_series(?, ? - 1) number""";

	private ManyConnectors() {
	}

	public static void main(String[] arguments) throws SQLException {
		URI url = URI.create(arguments[0]);
		String[] login = url.getUserInfo().split(":", 2);
		String jdbc = "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath();
		try (Connection database = DriverManager.getConnection(jdbc, login[0], login[1])) {
			fill(database, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
		}
	}

	private static void fill(Connection database, int first, int last) throws SQLException {
		try (Statement statement = database.createStatement()) {
			// what triggers would do is in the rows already
			statement.execute("set session_replication_role = replica");
			for (String insert : new String[] { TENANTS, CONNECTORS, EVENTS }) {
				insert(database, insert, first, last);
			}
			statement.execute("vacuum analyze");
		}
	}

	private static void insert(Connection database, String sql, int first, int last) throws SQLException {
		try (PreparedStatement insert = database.prepareStatement(sql)) {
			insert.setInt(1, first);
			insert.setInt(2, last);
			System.out.println(insert.executeUpdate() + " rows");
		}
	}

}
