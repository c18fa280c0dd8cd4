package io.connectorservice.database;

import java.time.Duration;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.local.postgres.TestPostgres;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ConcurrentTestClass
class TenantTransactionsIntegrationTests {

	private static final TenantId TENANT = new TenantId(UUID.randomUUID());

	// promised are three seconds, to which a busy machine adds its own; without the limit
	// each of these would wait for longer than this
	private static final Duration PROMISED = Duration.ofSeconds(15);

	@Test
	void reportsDatabaseDownWithinThreeSeconds() {
		TestDatabase database;
		try (TestPostgres server = TestPostgres.start()) {
			database = TestDatabase.bare(server);
			database.migrate();
			try (HikariDataSource pool = database.createHurriedPool(2)) {
				TenantTransactions transactions = TestDatabase.createHurriedTransactions(pool);
				assertThat(transactions.read(TENANT, () -> one(pool))).isEqualTo(1);
				server.close();
				assertUnavailable(transactions, pool);
				assertUnavailable(transactions, pool);
			}
		}
	}

	@Test
	void reportsExhaustedPoolWithinThreeSeconds() throws Exception {
		TestDatabase database = TestDatabase.createMigrated();
		try (HikariDataSource pool = database.createHurriedPool(1); var taken = pool.getConnection()) {
			assertThat(taken.isValid(1)).isTrue();
			assertUnavailable(TestDatabase.createHurriedTransactions(pool), pool);
		}
	}

	@Test
	void cancelsSlowStatementAndContinues() {
		TestDatabase database = TestDatabase.createMigrated();
		try (HikariDataSource pool = database.createHurriedPool(1)) {
			TenantTransactions transactions = TestDatabase.createHurriedTransactions(pool);
			long began = System.nanoTime();
			assertThatExceptionOfType(ProblemException.class)
				.isThrownBy(() -> transactions.read(TENANT,
						() -> JdbcClient.create(pool).sql("select pg_sleep(60)::text").query().listOfRows()))
				.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.DATABASE_UNAVAILABLE));
			assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PROMISED);
			assertThat(transactions.read(TENANT, () -> one(pool))).isEqualTo(1);
		}
	}

	@Test
	void allowsLongerTimeForLargeReads() {
		TestDatabase database = TestDatabase.createMigrated();
		try (HikariDataSource pool = database.pool(1)) {
			TenantTransactions transactions = TestDatabase.createHurriedTransactions(pool);
			assertThat(transactions.readAtLength(TENANT,
					() -> JdbcClient.create(pool).sql("select pg_sleep(4)::text").query().listOfRows()))
				.hasSize(1);
		}
	}

	@Test
	void replacesConnectionsToReadOnlyDatabase() {
		TestDatabase database = TestDatabase.createMigrated();
		String login = "alter role " + TestDatabase.LOGIN + " in database " + database.name();
		database.superuser().sql(login + " set default_transaction_read_only = on").update();
		try (HikariDataSource pool = database.createHurriedPool(3)) {
			TenantTransactions transactions = TestDatabase.createHurriedTransactions(pool);
			assertThat(transactions.read(TENANT, () -> one(pool))).isEqualTo(1);
			assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> change(transactions, pool))
				.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.DATABASE_UNAVAILABLE));
			database.superuser().sql(login + " reset default_transaction_read_only").update();
			long giveUpAt = System.nanoTime() + Duration.ofSeconds(60).toNanos();
			// the sessions of before would take none for good
			while (!changes(transactions, pool)) {
				assertThat(System.nanoTime()).isLessThan(giveUpAt);
			}
		}
	}

	private static boolean changes(TenantTransactions transactions, HikariDataSource pool) {
		try {
			change(transactions, pool);
			return true;
		}
		catch (ProblemException unavailable) {
			return false;
		}
	}

	private static void change(TenantTransactions transactions, HikariDataSource pool) {
		transactions.write(TENANT,
				() -> JdbcClient.create(pool).sql("update integration_connectors set metadata = '{}'").update());
	}

	@Test
	void reportsDatabaseDownWhenConnectionIsTerminated() {
		TestDatabase database = TestDatabase.createMigrated();
		try (HikariDataSource pool = database.pool(1)) {
			TenantTransactions transactions = TestDatabase.transactions(pool);
			assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> transactions.read(TENANT, () -> {
				database.superuser().sql("""
						select pg_terminate_backend(pid) from pg_stat_activity
						 where usename = 'connector_service' and datname = current_database()""").query().listOfRows();
				return one(pool);
			})).satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.DATABASE_UNAVAILABLE));
			assertThat(transactions.read(TENANT, () -> one(pool))).isEqualTo(1);
		}
	}

	@Test
	void rollsBackAfterFailure() {
		TestDatabase database = TestDatabase.createMigrated();
		try (HikariDataSource pool = database.pool(1)) {
			JdbcClient sql = JdbcClient.create(pool);
			TenantTransactions transactions = TestDatabase.transactions(pool);
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> transactions.write(TENANT, () -> {
				sql.sql("insert into tenants (id) values ('" + TENANT + "')").update();
				throw new IllegalStateException("interrupted");
			}));
			assertThat(
					transactions.read(TENANT, () -> sql.sql("select count(*) from tenants").query(Long.class).single()))
				.isZero();
		}
	}

	// DATABASE_URL is the owner's own, as Supabase prints it, and no
	// MIGRATION_DATABASE_URL is set
	@Test
	void runsWithoutOwnerPrivilegesForOwnerLogin() {
		try (TestPostgres server = TestPostgres.start()) {
			TestDatabase database = TestDatabase.ofSupabase(server);
			database.migrate("supabase_postgres");
			try (HikariDataSource pool = database.pool("supabase_postgres", 1)) {
				JdbcClient sql = JdbcClient.create(pool);
				TenantTransactions transactions = TestDatabase.transactions(pool);
				transactions.write(TENANT,
						() -> sql.sql("insert into tenants (id) values ('" + TENANT + "')").update());
				assertThat(transactions.read(new TenantId(UUID.randomUUID()),
						() -> sql.sql("select count(*) from tenants").query(Long.class).single()))
					.isZero();
				assertThat(transactions.readAsWorker(() -> sql.sql("select current_user || '' from pg_class limit 1")
					.query((row, _) -> row.getString(1))
					.single())).isEqualTo("connector_worker");
			}
		}
	}

	private static int one(HikariDataSource pool) {
		return JdbcClient.create(pool).sql("select 1").query(Integer.class).single();
	}

	private static void assertUnavailable(TenantTransactions transactions, HikariDataSource pool) {
		long began = System.nanoTime();
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> transactions.read(TENANT, () -> one(pool)))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.DATABASE_UNAVAILABLE));
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PROMISED);
	}

}
