package io.connectorservice.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.connectorservice.local.postgres.TestPostgres;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A database of its own for a test, on one server for all of them.
 */
public final class TestDatabase {

	/** The login role of the service in tests. */
	public static final String LOGIN = "connector_service";

	/** Longer than any pause of a busy machine. */
	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final AtomicInteger COUNT = new AtomicInteger();

	private final TestPostgres server;

	private final String name;

	private final String owner;

	private TestDatabase(TestPostgres server, String name, String owner) {
		this.server = server;
		this.name = name;
		this.owner = owner;
	}

	/** A migrated one, on the server that all tests share. */
	public static TestDatabase createMigrated() {
		TestDatabase database = bare(Shared.SERVER);
		database.migrate();
		return database;
	}

	/** One that nobody migrated yet, on the server that all tests share. */
	public static TestDatabase empty() {
		return bare(Shared.SERVER);
	}

	/** As a plain Postgres brings it. */
	static TestDatabase bare(TestPostgres server) {
		return create(server, TestPostgres.OWNER);
	}

	/** As Supabase prepares it, whose postgres is no superuser. */
	static TestDatabase ofSupabase(TestPostgres server) {
		TestDatabase database = create(server, "supabase_postgres");
		server.run(database.name, script("supabase/prepare.sql"));
		return database;
	}

	private static String script(String resource) {
		try {
			return new ClassPathResource(resource).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	private static TestDatabase create(TestPostgres server, String owner) {
		String name = "test_" + COUNT.incrementAndGet();
		server.run("create database " + name);
		server.run("""
				do $$ begin
				  create role %s login noinherit password '%s';
				exception when duplicate_object or unique_violation then null;
				end $$""".formatted(LOGIN, TestPostgres.PASSWORD));
		return new TestDatabase(server, name, owner);
	}

	MigrateResult migrate() {
		return migrate(LOGIN);
	}

	/** Migrates as the application does it, for a service that logs in as the role. */
	MigrateResult migrate(String applicationRole) {
		return migrate(applicationRole, "latest");
	}

	/** Migrates as far as an earlier version of the service did. */
	MigrateResult migrateTo(String version) {
		return migrate(LOGIN, version);
	}

	private MigrateResult migrate(String applicationRole, String target) {
		return flyway(applicationRole, target).migrate();
	}

	/** A migration as the application configures it. */
	Flyway flyway() {
		return flyway(LOGIN, "latest");
	}

	private Flyway flyway(String applicationRole, String target) {
		return Flyway.configure()
			.target(target)
			.dataSource(url(), this.owner, TestPostgres.PASSWORD)
			.defaultSchema("connector_service")
			.createSchemas(true)
			.placeholders(Map.of("application_role", applicationRole))
			.load();
	}

	String name() {
		return this.name;
	}

	public String url() {
		return this.server.jdbcUrl(this.name);
	}

	public String password() {
		return TestPostgres.PASSWORD;
	}

	/** The superuser's view, which row-level security does not narrow. */
	public JdbcClient superuser() {
		return JdbcClient.create(login(TestPostgres.OWNER));
	}

	JdbcClient owner() {
		return JdbcClient.create(login(this.owner));
	}

	/** As one who logs in with each statement. */
	DataSource login(String role) {
		return new DriverManagerDataSource(url(), role, TestPostgres.PASSWORD);
	}

	/** The service's pool. */
	public HikariDataSource pool(int size) {
		return pool(LOGIN, size);
	}

	HikariDataSource pool(String role, int size) {
		return pool(role, size, PATIENCE);
	}

	/** A pool for whose connections callers wait as the service's settings say. */
	HikariDataSource createHurriedPool(int size) {
		return pool(LOGIN, size, Duration.ofMillis(2500));
	}

	private HikariDataSource pool(String role, int size, Duration wait) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url());
		config.setUsername(role);
		config.setPassword(TestPostgres.PASSWORD);
		config.setMaximumPoolSize(size);
		config.setConnectionTimeout(wait.toMillis());
		config.setValidationTimeout(500);
		config.setInitializationFailTimeout(-1);
		config.addDataSourceProperty("prepareThreshold", "0");
		return new HikariDataSource(config);
	}

	/** Connections outside of a pool of this database. */
	public DirectConnections direct(HikariDataSource pool) {
		return new DirectConnections(pool, null);
	}

	/** The same for another database's pool, whose notifications do not arrive here. */
	public DirectConnections directListeningFor(HikariDataSource pool) {
		String address = url().replace("jdbc:postgresql://", "postgresql://" + LOGIN + ":" + password() + "@");
		return new DirectConnections(pool, DatabaseUrl.parse("LISTEN_DATABASE_URL", address));
	}

	/** Transactions over a pool, as the application has them, with more patience. */
	public static TenantTransactions transactions(HikariDataSource pool) {
		return transactions(pool, PATIENCE);
	}

	/** Transactions that give up as soon as the application's do by default. */
	static TenantTransactions createHurriedTransactions(HikariDataSource pool) {
		return transactions(pool, Duration.ofMillis(2800));
	}

	private static TenantTransactions transactions(HikariDataSource pool, Duration patience) {
		return new TenantTransactions(new TenantTransactionManager(pool), patience, Duration.ofMinutes(1),
				new DatabaseState(Duration.ofSeconds(5)), () -> DatabaseWatch.dropPooled(pool));
	}

	/** The server that is started at the first use and ends with the virtual machine. */
	private static final class Shared {

		static final TestPostgres SERVER = TestPostgres.start();

	}

}
