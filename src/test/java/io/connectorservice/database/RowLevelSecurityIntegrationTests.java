package io.connectorservice.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.zaxxer.hikari.HikariDataSource;
import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.tenant.TenantId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What the service's login can and cannot see, by statements that do not limit themselves
 * to a tenant.
 */
@ConcurrentTestClass
class RowLevelSecurityIntegrationTests {

	private static final TenantId A = new TenantId(UUID.fromString("00000000-0000-4000-8000-00000000000a"));

	private static final TenantId B = new TenantId(UUID.fromString("00000000-0000-4000-8000-00000000000b"));

	private static final String INSERT = """
			insert into integration_connectors (tenant_id, connector_name, service_name, auth_type, auth_config, written_secret_paths)
			values ('%s', '%s', 'tracker', 'apikey', '{}', '{kv/data/tenant_%1$s/one}')""";

	private static TestDatabase database;

	// one connection: whatever a tenant leaves on it is there for the next
	private static HikariDataSource pool;

	private static JdbcClient sql;

	private static TenantTransactions transactions;

	@BeforeAll
	static void prepare() {
		database = TestDatabase.createMigrated();
		pool = database.pool(1);
		sql = JdbcClient.create(pool);
		transactions = TestDatabase.transactions(pool);
	}

	@AfterAll
	static void close() {
		pool.close();
	}

	@BeforeEach
	void oneConnectorEach() {
		JdbcClient superuser = database.superuser();
		superuser.sql("truncate tenants, integration_connectors, connector_service.secret_removals cascade").update();
		for (TenantId tenant : List.of(A, B)) {
			superuser.sql("insert into tenants (id) values ('" + tenant + "')").update();
			superuser.sql(INSERT.formatted(tenant, "of " + tenant)).update();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "select count(*) from integration_connectors", "select count(*) from tenants",
			"select count(*) from connector_service.secret_removals",
			"select count(*) from connector_service.flyway_schema_history",
			"update integration_connectors set connector_name = 'x'", "delete from integration_connectors" })
	void deniesLoginWithoutRole(String statement) {
		assertDenied(() -> sql.sql(statement).query(Long.class).single());
	}

	@Test
	void deniesLoginWithoutRoleEveryTable() {
		List<String> tables = database.superuser()
			.sql("select schemaname || '.' || tablename from pg_tables where schemaname in ('public', 'connector_service')")
			.query((row, _) -> row.getString(1))
			.list();
		assertThat(tables).contains("public.tenants", "connector_service.secret_removals");
		tables.forEach(
				(table) -> assertDenied(() -> sql.sql("select count(*) from " + table).query(Long.class).single()));
	}

	@Test
	void deniesLoginAfterRoleReset() {
		assertThatThrownBy(() -> TestDatabase.transactions(pool).read(A, () -> {
			sql.sql("reset role").update();
			return count();
		})).isInstanceOf(DataAccessException.class).hasStackTraceContaining("permission denied");
	}

	@Test
	void showsTenantOnlyItsOwnRows() {
		assertThat(namesSeenBy(A)).containsExactly("of " + A);
		assertThat(namesSeenBy(B)).containsExactly("of " + B);
		assertThat(transactions.read(A, () -> sql.sql("select id::text from tenants").query(String.class).list()))
			.containsExactly(A.toString());
	}

	@Test
	void updatesOnlyTenantsOwnRows() {
		int changed = transactions.write(A, () -> sql.sql("update integration_connectors set scopes = '{x}'").update());
		assertThat(changed).isEqualTo(1);
		assertThat(database.superuser()
			.sql("select count(*) from integration_connectors where scopes is null")
			.query(Long.class)
			.single()).isEqualTo(1);
	}

	@Test
	void deletesOnlyTenantsOwnRows() {
		int deleted = transactions.write(A, () -> sql.sql("delete from integration_connectors").update());
		assertThat(deleted).isEqualTo(1);
		assertThat(namesSeenBy(B)).containsExactly("of " + B);
	}

	@Test
	void rejectsInsertForAnotherTenant() {
		assertThatThrownBy(() -> transactions.write(A, () -> sql.sql(INSERT.formatted(B, "planted")).update()))
			.hasStackTraceContaining("row-level security");
	}

	@Test
	void rejectsMoveOfRowToAnotherTenant() {
		assertThatThrownBy(() -> transactions.write(A,
				() -> sql.sql("update integration_connectors set tenant_id = '" + B + "'").update()))
			.hasStackTraceContaining("row-level security");
	}

	@Test
	void rejectsUpsertOverAnotherTenantsRow() {
		UUID id = database.superuser()
			.sql("select id from integration_connectors where tenant_id = '" + B + "'")
			.query(UUID.class)
			.single();
		assertThatThrownBy(() -> transactions.write(A, () -> sql.sql("""
				insert into integration_connectors (id, tenant_id, connector_name, service_name, auth_type, auth_config)
				values ('%s', '%s', 'n', 's', 'apikey', '{}')
				on conflict (id) do update set connector_name = 'stolen'""".formatted(id, A)).update()))
			.hasStackTraceContaining("row-level security");
	}

	@ParameterizedTest
	@ValueSource(strings = { "truncate integration_connectors", "truncate tenants cascade",
			"alter table integration_connectors disable row level security", "drop table integration_connectors",
			"create table public.mine (id int)", "create table connector_service.mine (id int)",
			"alter policy \"Allow individual read access\" on integration_connectors using (true)",
			"insert into connector_service.secret_removals (tenant_id, path) values (gen_random_uuid(), 'x')",
			"update tenants set created_at = now()", "delete from tenants", "set local role postgres" })
	void deniesTenantStatementsOutsidePolicies(String statement) {
		assertDenied(() -> transactions.write(A, () -> sql.sql(statement).update()));
	}

	@Test
	void leavesNoRoleOrClaimsOnConnection() throws SQLException {
		transactions.write(A, RowLevelSecurityIntegrationTests::count);
		try (Connection connection = pool.getConnection(); var row = connection.createStatement().executeQuery("""
				select current_user, current_setting('role'), current_setting('request.jwt.claims', true)""")) {
			row.next();
			assertThat(row.getString(1)).isEqualTo(TestDatabase.LOGIN);
			assertThat(row.getString(2)).isEqualTo("none");
			assertThat(row.getString(3)).isNullOrEmpty();
		}
	}

	@Test
	void leavesNoRoleOrClaimsAfterFailure() {
		assertThatThrownBy(() -> transactions.write(A, () -> sql.sql("select 1/0").query(Long.class).single()));
		assertDenied(RowLevelSecurityIntegrationTests::count);
		assertThat(namesSeenBy(B)).containsExactly("of " + B);
	}

	@Test
	void isolatesTenantsAlternatingOnOneConnection() throws Exception {
		List<Callable<List<String>>> turns = new ArrayList<>();
		for (int turn = 0; turn < 40; turn++) {
			TenantId tenant = (turn % 2 == 0) ? A : B;
			turns.add(() -> namesSeenBy(tenant));
		}
		try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<List<String>>> seen = executor.invokeAll(turns);
			for (int turn = 0; turn < seen.size(); turn++) {
				assertThat(seen.get(turn).get()).containsExactly("of " + ((turn % 2 == 0) ? A : B));
			}
		}
	}

	@Test
	void isolatesTenantsOverTenThousandRequestsOnTwoConnections() throws Exception {
		try (HikariDataSource two = database.pool(2);
				var executor = Executors.newFixedThreadPool(16, Thread.ofVirtual().factory())) {
			JdbcClient statements = JdbcClient.create(two);
			TenantTransactions shared = TestDatabase.transactions(two);
			List<Callable<List<String>>> requests = new ArrayList<>();
			for (int request = 0; request < 10_000; request++) {
				TenantId tenant = (request % 2 == 0) ? A : B;
				int kind = request % 10;
				requests.add(() -> request(shared, statements, tenant, kind));
			}
			List<Future<List<String>>> seen = executor.invokeAll(requests);
			for (int request = 0; request < seen.size(); request++) {
				assertThat(seen.get(request).get()).containsOnly("of " + ((request % 2 == 0) ? A : B));
			}
			assertDenied(
					() -> statements.sql("select count(*) from integration_connectors").query(Long.class).single());
		}
	}

	// none limits itself to a tenant; those that fail in the middle must leave nothing
	private static List<String> request(TenantTransactions transactions, JdbcClient statements, TenantId tenant,
			int kind) {
		if (kind < 2) {
			assertThatThrownBy(() -> transactions.write(tenant, () -> {
				statements.sql("update integration_connectors set connector_name = 'lost'").update();
				return statements.sql("select 1/0").query(Long.class).single();
			})).isInstanceOf(DataAccessException.class);
		}
		if (kind < 4) {
			transactions.write(tenant,
					() -> statements.sql("update integration_connectors set scopes = '{" + tenant + "}'").update());
		}
		return transactions.read(tenant,
				() -> statements.sql("select connector_name from integration_connectors")
					.query((row, _) -> row.getString(1))
					.list());
	}

	@Test
	void setsSubjectClaimInBothForms() {
		String both = """
				select current_setting('request.jwt.claim.sub') || ' ' ||
				       (current_setting('request.jwt.claims')::jsonb ->> 'sub')""";
		assertThat(transactions.read(A, () -> sql.sql(both).query(String.class).single())).isEqualTo(A + " " + A);
		assertThat(transactions.writeAsWorker(
				() -> sql.sql("select current_setting('request.jwt.claim.sub')").query(String.class).single()))
			.isEmpty();
	}

	@Test
	void prefersTransactionClaimsOverSessionClaims() throws SQLException {
		try (Connection connection = pool.getConnection()) {
			connection.createStatement().execute("set request.jwt.claim.sub = '" + B + "'");
			connection.createStatement().execute("set request.jwt.claims = '{\"sub\":\"" + B + "\"}'");
		}
		try {
			assertThat(namesSeenBy(A)).containsExactly("of " + A);
		}
		finally {
			pool.getHikariPoolMXBean().softEvictConnections();
		}
	}

	@Test
	void showsWorkerOnlyTheRemovalQueue() {
		transactions.write(B, () -> sql.sql("delete from integration_connectors").update());
		assertThat(transactions
			.readAsWorker(() -> sql.sql("select tenant_id::text from connector_service.secret_removals cascade")
				.query(String.class)
				.list()))
			.containsExactly(B.toString());
		assertThat(transactions.readAsWorker(RowLevelSecurityIntegrationTests::count)).isZero();
		assertDenied(() -> transactions
			.readAsWorker(() -> sql.sql("select count(*) from tenants").query(Long.class).single()));
	}

	@Test
	void showsWorkerOnlyIdsOfConnectorsThatUseOAuthApps() {
		database.superuser()
			.sql("update integration_connectors set auth_type = 'oauth2' where tenant_id = '" + A + "'")
			.update();
		assertThat(transactions.readAsWorker(
				() -> sql.sql("select tenant_id::text from integration_connectors").query(String.class).list()))
			.containsExactly(A.toString());
		for (String statement : List.of("select auth_config from integration_connectors",
				"update integration_connectors set service_name = 'x'", "delete from integration_connectors")) {
			assertDenied(() -> transactions.writeAsWorker(() -> sql.sql(statement).query().listOfRows()));
		}
		for (String field : List.of("client_id", "client_id_vault_path", "token_url", "auth_url")) {
			database.superuser()
				.sql("update integration_connectors set auth_config = jsonb_build_object('" + field + "', 'own')")
				.update();
			assertThat(transactions.readAsWorker(RowLevelSecurityIntegrationTests::count)).isZero();
		}
	}

	@Test
	void hidesOAuthAppsFromTenants() {
		transactions.writeAsWorker(() -> sql.sql(
				"insert into connector_service.oauth_apps (service_name, client_id, secret_kind) values ('tracker', 'c', 'none')")
			.update());
		for (String statement : List.of("select client_id from connector_service.oauth_apps",
				"update connector_service.oauth_apps set client_id = 'x'", "delete from connector_service.oauth_apps",
				"insert into connector_service.oauth_apps (service_name, client_id, secret_kind) values ('x', 'c', 'none')")) {
			assertDenied(() -> transactions.write(A, () -> sql.sql(statement).query().listOfRows()));
		}
		transactions.writeAsWorker(() -> sql.sql("delete from connector_service.oauth_apps").update());
	}

	private static final String KEYS = "select key from connector_service.idempotency_keys";

	private static void oneKeyEach() {
		database.superuser()
			.sql("""
					insert into connector_service.idempotency_keys
					  (connector_id, tenant_id, key, fingerprint, repeatable, owner, in_flight_until, answer_body, expires_at)
					select id, tenant_id, 'of ' || tenant_id, '', true, id, now(), 'an answer', now()
					  from integration_connectors""")
			.update();
	}

	@Test
	void showsTenantOnlyItsOwnIdempotencyKeys() {
		oneKeyEach();
		assertThat(transactions.read(A, () -> sql.sql(KEYS).query((row, _) -> row.getString(1)).list()))
			.containsExactly("of " + A);
		assertThat(transactions.write(A, () -> sql.sql("delete from connector_service.idempotency_keys").update()))
			.isEqualTo(1);
		assertThatThrownBy(() -> transactions.write(B,
				() -> sql.sql("update connector_service.idempotency_keys set tenant_id = '" + A + "'").update()))
			.hasStackTraceContaining("row-level security");
	}

	@Test
	void hidesStoredResponsesFromWorker() {
		oneKeyEach();
		assertThat(transactions.readAsWorker(() -> sql.sql(KEYS).query((row, _) -> row.getString(1)).list()))
			.hasSize(2);
		assertDenied(() -> transactions
			.readAsWorker(() -> sql.sql("select answer_body from connector_service.idempotency_keys")
				.query((row, _) -> row.getString(1))
				.list()));
		assertDenied(() -> transactions
			.writeAsWorker(() -> sql.sql("update connector_service.idempotency_keys set expires_at = now()").update()));
	}

	@Test
	void deletesIdempotencyKeysWithTenant() {
		oneKeyEach();
		database.owner().sql("delete from tenants where id = '" + A + "'").update();
		assertThat(database.superuser().sql(KEYS).query((row, _) -> row.getString(1)).list())
			.containsExactly("of " + B);
	}

	@Test
	void showsTenantOnlyItsOwnRemovals() {
		transactions.write(B, () -> sql.sql("delete from integration_connectors").update());
		assertThat(transactions.read(A, RowLevelSecurityIntegrationTests::removals)).isEmpty();
		assertThat(transactions.read(B, RowLevelSecurityIntegrationTests::removals))
			.containsExactly("kv/data/tenant_" + B + "/one");
	}

	@Test
	void deletesConnectorsWithTenantAndQueuesTheirSecrets() {
		database.owner().sql("delete from tenants where id = '" + A + "'").update();
		assertThat(database.superuser()
			.sql("select tenant_id::text from integration_connectors")
			.query(String.class)
			.list()).containsExactly(B.toString());
		assertThat(transactions.readAsWorker(RowLevelSecurityIntegrationTests::removals))
			.containsExactly("kv/data/tenant_" + A + "/one");
	}

	@Test
	void rejectsConnectorOfUnknownTenant() {
		TenantId missing = new TenantId(UUID.fromString("00000000-0000-4000-8000-00000000000c"));
		assertThatThrownBy(() -> transactions.write(missing, () -> sql.sql(INSERT.formatted(missing, "n")).update()))
			.hasStackTraceContaining("fk_tenant");
	}

	@Test
	void rejectsTransactionWithoutTenant() {
		TenantTransactionManager manager = new TenantTransactionManager(pool);
		assertThatThrownBy(() -> manager.getTransaction(null)).hasStackTraceContaining("TenantTransactions");
	}

	private static long count() {
		return sql.sql("select count(*) from integration_connectors").query(Long.class).single();
	}

	private static List<String> namesSeenBy(TenantId tenant) {
		return transactions.read(tenant,
				() -> sql.sql("select connector_name from integration_connectors")
					.query((row, _) -> row.getString(1))
					.list());
	}

	private static List<String> removals() {
		return sql.sql("select path from connector_service.secret_removals cascade")
			.query((row, _) -> row.getString(1))
			.list();
	}

	private static void assertDenied(Callable<?> work) {
		assertThatThrownBy(work::call).isInstanceOf(DataAccessException.class)
			.satisfiesAnyOf((failure) -> assertThat(failure).hasStackTraceContaining("permission denied"),
					(failure) -> assertThat(failure).hasStackTraceContaining("must be owner"));
	}

}
