package io.connectorservice.connector;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.database.TenantTransactions;
import io.connectorservice.database.TestDatabase;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ConcurrentTestClass
class TenantRegistrationIntegrationTests {

	private final TenantId tenant = new TenantId(UUID.randomUUID());

	private final TestDatabase database = TestDatabase.createMigrated();

	private HikariDataSource pool;

	private TenantTransactions transactions;

	@BeforeEach
	void connect() {
		this.pool = this.database.pool(1);
		this.transactions = TestDatabase.transactions(this.pool);
	}

	@AfterEach
	void close() {
		this.pool.close();
	}

	@Test
	void registersATenantAtItsFirstConnector() {
		assertThat(create(true)).isEqualTo(1);
		assertThat(create(true)).isEqualTo(1);
		assertThat(tenants()).isEqualTo(1);
	}

	@Test
	void rejectsUnknownTenantWithoutAutoRegistration() {
		assertThatTenantIsUnknown(false);
		assertThat(tenants()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "alter table tenants add column name text not null",
			"alter table tenants add constraint only_some check (id::text like 'f%' and id::text like 'e%')",
			"revoke insert on tenants from authenticated", "drop policy \"A tenant registers itself\" on tenants" })
	void rejectsTenantThatTheTableRefuses(String ownTable) {
		this.database.superuser().sql(ownTable).update();
		assertThatTenantIsUnknown(true);
	}

	@Test
	void acceptsTenantFromExistingTable() {
		this.database.superuser().sql("alter table tenants add column name text not null").update();
		this.database.superuser().sql("insert into tenants (id, name) values ('" + this.tenant + "', 'A')").update();
		assertThat(create(true)).isEqualTo(1);
	}

	private void assertThatTenantIsUnknown(boolean autoRegister) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> create(autoRegister))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.TENANT_UNKNOWN));
	}

	private int create(boolean autoRegister) {
		JdbcClient sql = JdbcClient.create(this.pool);
		ConnectorSettings settings = new ConnectorSettings(autoRegister, Duration.ZERO, 0, Duration.ZERO,
				Duration.ofSeconds(1), Duration.ZERO, Set.of());
		TenantRegistration registration = new TenantRegistration(this.transactions, sql, settings);
		return registration.registerIfMissing(this.tenant, () -> insert(sql));
	}

	private int insert(JdbcClient sql) {
		try {
			return this.transactions.write(this.tenant, () -> sql.sql("""
					insert into integration_connectors (tenant_id, connector_name, service_name, auth_type, auth_config)
					values (:tenant, :name, 'tracker', 'apikey', '{}')""")
				.param("tenant", this.tenant.value())
				.param("name", UUID.randomUUID().toString())
				.update());
		}
		catch (DataIntegrityViolationException violation) {
			throw ConnectorTransactions.toProblem(violation);
		}
	}

	private long tenants() {
		return this.database.superuser().sql("select count(*) from tenants").query(Long.class).single();
	}

}
