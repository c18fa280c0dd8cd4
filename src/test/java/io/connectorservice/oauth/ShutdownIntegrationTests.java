package io.connectorservice.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.connectorservice.oauth.Replica.Owned;
import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.TestClients;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.InMemorySecretStore;
import io.connectorservice.shutdown.Shutdown;
import io.connectorservice.shutdown.TestShutdown;
import io.connectorservice.tenant.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tokens of a process that ends.
 */
class ShutdownIntegrationTests {

	private static final TestDatabase database = TestDatabase.migrated();

	private static final OutboundClient outbound = TestClients.allowing("127.0.0.1");

	private final InMemorySecretStore store = new InMemorySecretStore();

	private final Replica replica = Replica.over(database, this.store, outbound);

	private final RotatingProvider provider = RotatingProvider.start();

	private final Owned owned = Replica.connector(database);

	@BeforeEach
	void connect() {
		this.replica.store(connection(), Map.of("refresh_token", this.provider.firstRefreshToken()));
		current();
	}

	@AfterEach
	void stop() {
		this.replica.close();
		this.provider.close();
	}

	@Test
	void areNotRenewedBeforeTheirTime() {
		endsIn(Duration.ofSeconds(50));
		TestShutdown.announce(this.replica.bean(Shutdown.class));
		assertThat(current()).isEqualTo("access-1");
		assertThat(this.provider.calls()).isEqualTo(1);
	}

	@Test
	void areRenewedForWhoStillComesInBeforeTheBalancerKnows() {
		endsIn(Duration.ofSeconds(-1));
		TestShutdown.announce(this.replica.bean(Shutdown.class));
		assertThat(current()).isEqualTo("access-2");
	}

	@Test
	void areLeftToAnotherProcessOnceNothingNewComesIn() {
		endsIn(Duration.ofSeconds(-1));
		TestShutdown.close(this.replica.bean(Shutdown.class));
		assertThatExceptionOfType(ProblemException.class).isThrownBy(this::current)
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.SHUTTING_DOWN));
		assertThat(this.provider.calls()).isEqualTo(1);
	}

	@Test
	void areStoredWhereTheProviderWasAskedBefore() throws Exception {
		endsIn(Duration.ofSeconds(-1));
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch answer = new CountDownLatch(1);
		this.provider.beforeAnswering(() -> {
			asked.countDown();
			await(answer);
		});
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var caller = threads.submit(this::current);
			await(asked);
			TestShutdown.close(this.replica.bean(Shutdown.class));
			answer.countDown();
			assertThat(caller.get(60, TimeUnit.SECONDS)).isEqualTo("access-2");
		}
		assertThat(this.replica.stored(connection()).fields()).containsEntry("refresh_token", "refresh-2");
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException interrupted) {
			throw new IllegalStateException(interrupted);
		}
	}

	private TokenConnection connection() {
		return this.replica.oauth2(this.owned,
				"{\"client_id\":\"c\",\"token_endpoint_auth_method\":\"none\",\"token_url\":\"%s\"}"
					.formatted(this.provider.tokenUrl()));
	}

	private String current() {
		return this.replica.tokens().current(connection()).reveal();
	}

	private void endsIn(Duration left) {
		this.replica.store(connection(), Map.of("obtained_at", Instant.now().minusSeconds(3600).toString(),
				StoredTokens.EXPIRES_AT, Instant.now().plus(left).toString()));
		this.replica.bean(TokenCache.class).forget(this.owned.tenant(), this.owned.connector());
	}

}
