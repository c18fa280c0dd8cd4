package io.connectorservice.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.connectorservice.TestAwait;
import io.connectorservice.UpstreamServer;
import io.connectorservice.database.TestDatabase;
import io.connectorservice.oauth.TokenModuleContext.Owned;
import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.TestClients;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.InMemorySecretStore;
import io.connectorservice.shutdown.Shutdown;
import io.connectorservice.shutdown.TestShutdown;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Token refreshes while a process shuts down.
 */
class ShutdownIntegrationTests {

	private static final TestDatabase database = TestDatabase.createMigrated();

	private static final OutboundClient outbound = TestClients.allowing("127.0.0.1");

	private final InMemorySecretStore store = new InMemorySecretStore();

	private final TokenModuleContext tokenModuleContext = TokenModuleContext.over(database, this.store, outbound);

	private final RefreshTokenRotation provider = new RefreshTokenRotation();

	private final UpstreamServer server = UpstreamServer.start(this.provider);

	private final Owned owned = TokenModuleContext.connector(database);

	@BeforeEach
	void connect() {
		this.tokenModuleContext.store(connection(), Map.of("refresh_token", RefreshTokenRotation.FIRST_REFRESH_TOKEN));
		getToken();
	}

	@AfterEach
	void stop() {
		this.tokenModuleContext.close();
		this.server.close();
	}

	@Test
	void doesNotRefreshEarlyDuringShutdown() {
		setTimeToExpiry(Duration.ofSeconds(50));
		TestShutdown.announce(this.tokenModuleContext.bean(Shutdown.class));
		assertThat(getToken()).isEqualTo("access-1");
		assertThat(this.provider.calls()).isEqualTo(1);
	}

	@Test
	void refreshesWhileShutdownIsOnlyAnnounced() {
		setTimeToExpiry(Duration.ofSeconds(-1));
		TestShutdown.announce(this.tokenModuleContext.bean(Shutdown.class));
		assertThat(getToken()).isEqualTo("access-2");
	}

	@Test
	void startsNoRefreshAfterShutdownCloses() {
		setTimeToExpiry(Duration.ofSeconds(-1));
		TestShutdown.close(this.tokenModuleContext.bean(Shutdown.class));
		assertThatExceptionOfType(ProblemException.class).isThrownBy(this::getToken)
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.SHUTTING_DOWN));
		assertThat(this.provider.calls()).isEqualTo(1);
	}

	@Test
	void storesTokensRequestedBeforeShutdown() throws Exception {
		setTimeToExpiry(Duration.ofSeconds(-1));
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch answer = new CountDownLatch(1);
		this.provider.runBeforeResponse(() -> {
			asked.countDown();
			TestAwait.awaitLatch(answer);
		});
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var caller = threads.submit(this::getToken);
			TestAwait.awaitLatch(asked);
			TestShutdown.close(this.tokenModuleContext.bean(Shutdown.class));
			answer.countDown();
			assertThat(caller.get(60, TimeUnit.SECONDS)).isEqualTo("access-2");
		}
		assertThat(this.tokenModuleContext.readStored(connection()).fields()).containsEntry("refresh_token",
				"refresh-2");
	}

	private TokenContext connection() {
		return this.tokenModuleContext.oauth2(this.owned,
				"{\"client_id\":\"c\",\"token_endpoint_auth_method\":\"none\",\"token_url\":\"%s/token\"}"
					.formatted(this.server.url()));
	}

	private String getToken() {
		return this.tokenModuleContext.tokens().getAccessToken(connection()).reveal();
	}

	private void setTimeToExpiry(Duration left) {
		this.tokenModuleContext.store(connection(), Map.of("obtained_at", Instant.now().minusSeconds(3600).toString(),
				StoredTokens.EXPIRES_AT, Instant.now().plus(left).toString()));
		this.tokenModuleContext.bean(TokenCache.class).evict(this.owned.ref());
	}

}
