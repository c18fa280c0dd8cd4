package io.connectorservice.idempotency;

import java.time.Duration;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.database.TestDatabase;
import io.connectorservice.idempotency.KeyClaim.Claimed;
import io.connectorservice.idempotency.KeyClaim.StoredResponse;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How claims begin and end, also without a database and after another request took them
 * over.
 */
@ConcurrentTestClass
class IdempotencyKeysIntegrationTests {

	private static final StoredResponse ANSWER = new StoredResponse(200, "application/json", "{}");

	private final TestDatabase database = TestDatabase.createMigrated();

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
		return new KeyedRequest(this.tenant, this.connector, "key", new Fingerprint("fingerprint"), repeatable);
	}

	private Claimed claimTurn(boolean repeatable) {
		return (Claimed) this.keys.claim(request(repeatable));
	}

	private void assertRefused(boolean repeatable, ProblemCode code) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> this.keys.claim(request(repeatable)))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(code));
	}

	private void endLeases() {
		this.database.superuser()
			.sql("update connector_service.idempotency_keys set in_flight_until = now() where tenant_id = ?")
			.param(this.tenant.value())
			.update();
	}

	@Test
	void claimsNoKeyWithoutDatabase() {
		this.pool.close();
		assertRefused(false, ProblemCode.DATABASE_UNAVAILABLE);
	}

	@Test
	void leavesClaimToItsLeaseIfDatabaseIsDown() {
		Claimed claimed = claimTurn(false);
		this.pool.close();
		assertThatCode(() -> {
			this.keys.complete(claimed, ANSWER);
			this.keys.release(claimed);
			this.keys.abandon(claimed);
		}).doesNotThrowAnyException();
		assertThat(this.database.superuser()
			.sql("select state from connector_service.idempotency_keys where tenant_id = ?")
			.param(this.tenant.value())
			.query(String.class)
			.single()).isEqualTo("in_flight");
	}

	@Test
	void reportsUnknownOutcomeOfAbandonedClaim() {
		this.keys.abandon(claimTurn(false));
		assertRefused(false, ProblemCode.OUTCOME_UNKNOWN);
	}

	@Test
	void storesResponseAfterLeaseExpired() {
		Claimed slow = claimTurn(false);
		endLeases();
		assertRefused(false, ProblemCode.OUTCOME_UNKNOWN);
		this.keys.complete(slow, ANSWER);
		assertThat(this.keys.claim(request(false))).isEqualTo(ANSWER);
	}

	@Test
	void ignoresOwnerWhoseClaimWasTakenOver() {
		Claimed slow = claimTurn(true);
		endLeases();
		Claimed second = claimTurn(true);
		this.keys.complete(slow, ANSWER);
		this.keys.release(slow);
		this.keys.abandon(slow);
		assertRefused(true, ProblemCode.IDEMPOTENCY_KEY_IN_USE);
		this.keys.complete(second, new StoredResponse(502, "application/problem+json", "{\"second\":true}"));
		this.keys.release(second);
		assertThat(this.keys.claim(request(true)))
			.isEqualTo(new StoredResponse(502, "application/problem+json", "{\"second\":true}"));
	}

	@Test
	void limitsResponseByBytesNotCharacters() {
		this.keys.complete(claimTurn(false), new StoredResponse(200, "text/plain", "ü".repeat(512)));
		assertThat(this.keys.claim(request(false))).isInstanceOf(StoredResponse.class);
		this.database.superuser()
			.sql("delete from connector_service.idempotency_keys where tenant_id = ?")
			.param(this.tenant.value())
			.update();
		this.keys.complete(claimTurn(false), new StoredResponse(200, "text/plain", "ü".repeat(513)));
		assertRefused(false, ProblemCode.ANSWER_NOT_KEPT);
	}

	@Test
	void claimsNoKeyForAnotherTenantsConnector() {
		KeyedRequest foreign = new KeyedRequest(new TenantId(UUID.randomUUID()), this.connector, "key",
				new Fingerprint("f"), true);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> this.keys.claim(foreign))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.NOT_FOUND));
	}

}
