package io.connectorservice.idempotency;

import java.time.Duration;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import io.connectorservice.idempotency.Begun.KeptAnswer;
import io.connectorservice.idempotency.Begun.Turn;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.tenant.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How turns begin and end, also without a database and after they were taken over.
 */
class IdempotencyKeysIntegrationTests {

	private static final KeptAnswer ANSWER = new KeptAnswer(200, "application/json", "{}");

	private final TestDatabase database = TestDatabase.migrated();

	private final HikariDataSource pool = this.database.pool(1);

	private final IdempotencyKeys keys = new IdempotencyKeys(TestDatabase.transactions(this.pool),
			new KeyRepository(JdbcClient.create(this.pool), settings()), settings());

	private final TenantId tenant = new TenantId(UUID.randomUUID());

	private final UUID connector = UUID.randomUUID();

	private static IdempotencySettings settings() {
		return new IdempotencySettings(Duration.ofHours(24), DataSize.ofKilobytes(1), Duration.ofMinutes(3),
				Duration.ofMinutes(10), 1000);
	}

	@BeforeEach
	void createConnector() {
		this.database.superuser().sql("insert into tenants (id) values ('" + this.tenant + "')").update();
		this.database.superuser().sql("""
				insert into integration_connectors (id, tenant_id, connector_name, service_name, auth_type, auth_config)
				values ('%s', '%s', 'n', 's', 'apikey', '{}')""".formatted(this.connector, this.tenant)).update();
	}

	@AfterEach
	void closePool() {
		this.pool.close();
	}

	private KeyedRequest request(boolean repeatable) {
		return new KeyedRequest(this.tenant, this.connector, "key", "fingerprint", repeatable);
	}

	private Turn begun(boolean repeatable) {
		return (Turn) this.keys.begin(request(repeatable));
	}

	private void assertRefused(boolean repeatable, ProblemCode code) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> this.keys.begin(request(repeatable)))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(code));
	}

	private void endLeases() {
		this.database.superuser()
			.sql("update connector_service.idempotency_keys set in_flight_until = now() where tenant_id = ?")
			.param(this.tenant.value())
			.update();
	}

	@Test
	void beginNothingWithoutADatabase() {
		this.pool.close();
		assertRefused(false, ProblemCode.DATABASE_UNAVAILABLE);
	}

	@Test
	void leaveATurnToItsLeaseWhereItsEndCannotBeNoted() {
		Turn turn = begun(false);
		this.pool.close();
		assertThatCode(() -> {
			this.keys.finish(turn, ANSWER);
			this.keys.free(turn);
			this.keys.lose(turn);
		}).doesNotThrowAnyException();
		assertThat(this.database.superuser()
			.sql("select state from connector_service.idempotency_keys where tenant_id = ?")
			.param(this.tenant.value())
			.query(String.class)
			.single()).isEqualTo("in_flight");
	}

	@Test
	void knowNoOutcomeOfATurnThatWasLost() {
		this.keys.lose(begun(false));
		assertRefused(false, ProblemCode.OUTCOME_UNKNOWN);
	}

	@Test
	void takeTheAnswerOfASlowOwnerThoughItsLeaseEnded() {
		Turn slow = begun(false);
		endLeases();
		assertRefused(false, ProblemCode.OUTCOME_UNKNOWN);
		this.keys.finish(slow, ANSWER);
		assertThat(this.keys.begin(request(false))).isEqualTo(ANSWER);
	}

	@Test
	void takeNothingOfAnOwnerWhoseTurnAnotherHas() {
		Turn slow = begun(true);
		endLeases();
		Turn second = begun(true);
		this.keys.finish(slow, ANSWER);
		this.keys.free(slow);
		this.keys.lose(slow);
		assertRefused(true, ProblemCode.IDEMPOTENCY_KEY_IN_USE);
		this.keys.finish(second, new KeptAnswer(502, "application/problem+json", "{\"second\":true}"));
		this.keys.free(second);
		assertThat(this.keys.begin(request(true)))
			.isEqualTo(new KeptAnswer(502, "application/problem+json", "{\"second\":true}"));
	}

	@Test
	void countBytesAndNotCharacters() {
		this.keys.finish(begun(false), new KeptAnswer(200, "text/plain", "ü".repeat(512)));
		assertThat(this.keys.begin(request(false))).isInstanceOf(KeptAnswer.class);
		this.database.superuser()
			.sql("delete from connector_service.idempotency_keys where tenant_id = ?")
			.param(this.tenant.value())
			.update();
		this.keys.finish(begun(false), new KeptAnswer(200, "text/plain", "ü".repeat(513)));
		assertRefused(false, ProblemCode.ANSWER_NOT_KEPT);
	}

	@Test
	void beginNothingForAnotherTenantsConnector() {
		KeyedRequest foreign = new KeyedRequest(new TenantId(UUID.randomUUID()), this.connector, "key", "f", true);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> this.keys.begin(foreign))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.NOT_FOUND));
	}

}
