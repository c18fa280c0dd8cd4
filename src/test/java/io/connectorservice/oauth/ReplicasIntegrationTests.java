package io.connectorservice.oauth;

import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.oauth.endpoint.TokenResponse;
import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.oauth.storage.TokenStateRepository;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.SecretStore;
import io.connectorservice.time.Deadline;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import io.connectorservice.TestAwait;
import io.connectorservice.UpstreamServer;
import io.connectorservice.database.TestDatabase;
import io.connectorservice.oauth.TokenModuleContext.Owned;
import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.TestClients;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.InMemorySecretStore;
import io.connectorservice.secret.Secret;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Two replicas with one database and one secret store, and a provider that rotates
 * refresh tokens and treats the use of an old one as theft.
 */
@ConcurrentTestClass
class ReplicasIntegrationTests {

	private static final Map<String, Object> SETTINGS = Map.of("connector.oauth.request-timeout", "5s",
			"connector.oauth.lease", "6s", "connector.oauth.refresh-wait-timeout", "1m");

	private static final TestDatabase database = TestDatabase.createMigrated();

	private static final InMemorySecretStore store = new InMemorySecretStore();

	private static final OutboundClient outbound = TestClients.allowing("127.0.0.1");

	private static final TokenModuleContext one = TokenModuleContext.over(database, store, outbound, Clock.systemUTC(),
			SETTINGS);

	// The clock of this replica is five minutes ahead.
	private static final TokenModuleContext other = TokenModuleContext.over(database, store, outbound,
			Clock.offset(Clock.systemUTC(), Duration.ofMinutes(5)), SETTINGS);

	private final RefreshTokenRotation provider = new RefreshTokenRotation();

	private final UpstreamServer server = UpstreamServer.start(this.provider);

	private final Owned owned = TokenModuleContext.connector(database);

	@BeforeEach
	void connect() {
		one.store(connection(one), Map.of("refresh_token", RefreshTokenRotation.FIRST_REFRESH_TOKEN));
	}

	@AfterEach
	void stopProvider() {
		store.fail(null);
		this.server.close();
	}

	@AfterAll
	static void stop() {
		one.close();
		other.close();
	}

	private TokenContext connection(TokenModuleContext tokenModuleContext) {
		return tokenModuleContext.oauth2(this.owned,
				"{\"client_id\":\"c\",\"token_endpoint_auth_method\":\"none\",\"token_url\":\"%s/token\"}"
					.formatted(this.server.url()));
	}

	private Secret getToken(TokenModuleContext tokenModuleContext) {
		return tokenModuleContext.tokens().getAccessToken(connection(tokenModuleContext));
	}

	private static ProblemException unavailable() {
		return ProblemException.of(ProblemCode.SECRET_STORE_UNAVAILABLE, "sealed");
	}

	/** Makes the access token look as if it were about to expire. */
	private void age() {
		one.store(connection(one), Map.of("obtained_at", Instant.now().minusSeconds(3600).toString(),
				StoredTokens.EXPIRES_AT, Instant.now().minusSeconds(1).toString()));
		forget();
	}

	private void forget() {
		for (TokenModuleContext tokenModuleContext : List.of(one, other)) {
			tokenModuleContext.bean(TokenCache.class).evict(this.owned.ref());
		}
	}

	private static Set<String> callInParallel(int callers, Supplier<Secret> first, Supplier<Secret> second)
			throws Exception {
		List<Callable<String>> calls = new ArrayList<>();
		for (int i = 0; i < callers / 2; i++) {
			calls.add(() -> first.get().reveal());
			calls.add(() -> second.get().reveal());
		}
		Set<String> tokens = new HashSet<>();
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			for (Future<String> call : executor.invokeAll(calls)) {
				tokens.add(call.get());
			}
		}
		return tokens;
	}

	@Test
	void refreshesOnceForTwoHundredCallers() throws Exception {
		for (int round = 1; round <= 5; round++) {
			Set<String> tokens = callInParallel(200, () -> getToken(one), () -> getToken(other));
			assertThat(tokens).containsExactly(this.provider.accessToken());
			assertThat(this.provider.calls()).isEqualTo(round);
			age();
		}
		assertThat(this.provider.isAlive()).isTrue();
	}

	@Test
	void refreshesOnceForFiftyCallersWithRefusedToken() throws Exception {
		one.store(connection(one), Map.of("access_token", "revoked"));
		Secret refused = getToken(one);
		assertThat(getToken(other)).isEqualTo(refused);
		Set<String> tokens = callInParallel(50, () -> one.tokens().refreshAccessToken(connection(one), refused),
				() -> other.tokens().refreshAccessToken(connection(other), refused));
		assertThat(tokens).containsExactly(this.provider.accessToken());
		assertThat(this.provider.calls()).isEqualTo(1);
	}

	@Test
	void stopsRefreshingIfServiceRefusesEveryToken() {
		one.store(connection(one), Map.of("access_token", "revoked"));
		for (int i = 0; i < 20; i++) {
			Secret refused = getToken(one);
			one.tokens().refreshAccessToken(connection(one), refused);
			other.tokens().refreshAccessToken(connection(other), refused);
		}
		assertThat(this.provider.calls()).isEqualTo(1);
	}

	@Test
	void rereadsTokenWithoutRefreshForForbiddenCall() {
		Secret token = getToken(one);
		assertThat(one.tokens().rereadAccessToken(connection(one), token)).isEqualTo(token);
		assertThat(this.provider.calls()).isEqualTo(1);
		one.store(connection(one), Map.of("access_token", "another"));
		assertThat(other.tokens().rereadAccessToken(connection(other), token)).isEqualTo(Secret.of("another"));
		assertThat(this.provider.calls()).isEqualTo(1);
	}

	@Test
	void expiresTokensByDatabaseClock() {
		Secret token = getToken(one);
		forget();
		assertThat(getToken(other)).as("five minutes ahead, with a token of one hour").isEqualTo(token);
		this.provider.setLifetime(Duration.ofSeconds(100));
		age();
		Secret shortLived = getToken(other);
		assertThat(getToken(one)).as("of a replica that is ahead").isEqualTo(shortLived);
		forget();
		assertThat(getToken(other)).as("ahead, by its own clock already over").isEqualTo(shortLived);
		assertThat(this.provider.calls()).isEqualTo(2);
	}

	@Test
	void takesOverExpiredLeaseOfDeadOwner() {
		long began = System.nanoTime();
		assertThat(one.bean(TokenStateRepository.class)
			.acquireLease(this.owned.ref(), UUID.randomUUID(), Duration.ofSeconds(2))).isTrue();
		assertThat(getToken(other).reveal()).isEqualTo(this.provider.accessToken());
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofMillis(1900),
				Duration.ofSeconds(20));
		assertThat(this.provider.calls()).isEqualTo(1);
	}

	@Test
	void extendsLeaseDuringSlowTokenResponse() throws Exception {
		try (TokenModuleContext patient = TokenModuleContext.over(database, store, outbound, Clock.systemUTC(),
				Map.of("connector.oauth.lease", "3s", "connector.oauth.refresh-wait-timeout", "1m"))) {
			this.provider.runBeforeResponse(() -> pause(5000));
			Set<String> tokens = callInParallel(20, () -> getToken(patient), () -> getToken(other));
			assertThat(tokens).containsExactly(this.provider.accessToken());
			assertThat(this.provider.calls()).isEqualTo(1);
		}
	}

	@Test
	void usesTokenResponseAfterCallersTimedOut() {
		CountDownLatch givenUp = new CountDownLatch(1);
		try (TokenModuleContext impatient = TokenModuleContext.over(database, store, outbound, Clock.systemUTC(),
				Map.of("connector.oauth.refresh-wait-timeout", "2s"))) {
			this.provider.runBeforeResponse(() -> TestAwait.awaitLatch(givenUp));
			assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> getToken(impatient))
				.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.UPSTREAM_TIMEOUT));
			givenUp.countDown();
			assertThat(getToken(other).reveal()).isEqualTo(this.provider.accessToken());
			assertThat(this.provider.calls()).isEqualTo(1);
		}
	}

	@Test
	void storesTokenResponseDuringShutdown() throws Exception {
		CountDownLatch givenUp = new CountDownLatch(1);
		this.provider.runBeforeResponse(() -> {
			TestAwait.awaitLatch(givenUp);
			// The pause gives the process time to begin its shutdown.
			pause(1000);
		});
		try (TokenModuleContext ending = TokenModuleContext.over(database, store, outbound, Clock.systemUTC(),
				Map.of("connector.oauth.refresh-wait-timeout", "2s"))) {
			assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> getToken(ending))
				.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.UPSTREAM_TIMEOUT));
			givenUp.countDown();
		}
		assertThat(one.readStored(connection(one)).findSecret("access_token"))
			.contains(Secret.of(this.provider.accessToken()));
		assertThat(one.status(this.owned).status()).isEqualTo("connected");
		assertThat(one.bean(TokenStateRepository.class)
			.acquireLease(this.owned.ref(), UUID.randomUUID(), Duration.ofSeconds(1))).isTrue();
	}

	@Test
	void timesOutWhileOwnerKeepsLease() {
		try (TokenModuleContext impatient = TokenModuleContext.over(database, store, outbound, Clock.systemUTC(),
				Map.of("connector.oauth.refresh-wait-timeout", "500ms"))) {
			impatient.bean(TokenStateRepository.class)
				.acquireLease(this.owned.ref(), UUID.randomUUID(), Duration.ofSeconds(60));
			assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> getToken(impatient))
				.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.UPSTREAM_TIMEOUT));
		}
		assertThat(this.provider.calls()).isZero();
	}

	@Test
	void timesOutWhenStoreExhaustsDeadline() {
		SecretStore hurried = new SecretStore() {

			@Override
			public Optional<SecretDocument> read(SecretPath path) {
				Duration left = Deadline.atMost(Duration.ofMillis(300));
				if (left.compareTo(Duration.ofMillis(300)) < 0) {
					pause(left.toMillis() + 1);
					throw ProblemException.of(ProblemCode.SECRET_STORE_UNAVAILABLE, "too slow");
				}
				return store.read(path);
			}

			@Override
			public boolean write(SecretPath path, SecretDocument document) {
				return store.write(path, document);
			}

			@Override
			public void delete(SecretPath path) {
				store.delete(path);
			}

		};
		try (TokenModuleContext late = TokenModuleContext.over(database, hurried, outbound, Clock.systemUTC(),
				Map.of())) {
			late.bean(TokenStateRepository.class)
				.acquireLease(this.owned.ref(), UUID.randomUUID(), Duration.ofSeconds(60));
			assertThatExceptionOfType(ProblemException.class)
				.isThrownBy(() -> Deadline.runWithin(Duration.ofMillis(1500), () -> getToken(late)))
				.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.UPSTREAM_TIMEOUT));
		}
	}

	@Test
	void hasLeaseShorterThanACallTimeout() {
		assertThat(new Binder(new MapConfigurationPropertySource(Map.of()))
			.bindOrCreate("connector.oauth", OAuthSettings.class)
			.lease()).isLessThan(Duration.ofSeconds(15));
	}

	@Test
	void triesConsumedRefreshTokenOnceAfterOwnerDied() {
		this.provider.refresh(RefreshTokenRotation.FIRST_REFRESH_TOKEN);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> getToken(one))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.REAUTHORIZATION_REQUIRED));
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> getToken(other))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.REAUTHORIZATION_REQUIRED));
		assertThat(this.provider.calls()).isEqualTo(2);
		assertThat(one.status(this.owned).status()).isEqualTo("reauthorization_required");
		assertThat(database.superuser()
			.sql("select count(*) from connector_service.connector_events where connector_id = ? and kind = ?")
			.param(this.owned.connector())
			.param("reauthorization_required")
			.query(Long.class)
			.single()).isEqualTo(1);
	}

	@Test
	void recordsTokensThatDeadOwnerStored() {
		getToken(one);
		database.superuser()
			.sql("update connector_service.oauth_connections set status = 'not_connected', token_version = 1 where connector_id = ?")
			.param(this.owned.connector())
			.update();
		forget();
		getToken(other);
		assertThat(other.status(this.owned).status()).isEqualTo("connected");
		assertThat(this.provider.calls()).isEqualTo(1);
	}

	@Test
	void keepsGrantedTokensUntilStoreRecovers() throws Exception {
		this.provider.runBeforeResponse(() -> store.fail(unavailable()));
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> getToken(one))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.SECRET_STORE_UNAVAILABLE));
		Thread.sleep(7000);
		assertThat(one.bean(TokenStateRepository.class)
			.acquireLease(this.owned.ref(), UUID.randomUUID(), Duration.ofSeconds(1))).as("kept beyond its length")
			.isFalse();
		this.provider.runBeforeResponse(() -> {
		});
		store.fail(null);
		Set<String> tokens = callInParallel(20, () -> getToken(one), () -> getToken(other));
		assertThat(tokens).containsExactly(this.provider.accessToken());
		assertThat(this.provider.calls()).isEqualTo(1);
		age();
		assertThat(getToken(other).reveal()).isEqualTo(this.provider.accessToken());
		assertThat(this.provider.isAlive()).isTrue();
	}

	@Test
	void prefersTokensAuthorizedDuringRefresh() {
		this.provider.runBeforeResponse(
				() -> one.store(connection(one), Map.of("access_token", "theirs", "refresh_token", "theirs")));
		assertThat(getToken(one).reveal()).isEqualTo("theirs");
		assertThat(one.readStored(connection(one)).findSecret("refresh_token")).contains(Secret.of("theirs"));
	}

	@Test
	void overwritesEarlierConcurrentRefresh() {
		StoredTokens asked = new StoredTokens(connection(one).place(), one.readStored(connection(one)));
		TokenResponse late = new TokenResponse(Secret.of("access-late"), Secret.of("refresh-late"), Duration.ofHours(1),
				List.of(), Map.of());
		this.provider.runBeforeResponse(() -> store.write(connection(one).place().document(),
				asked.applyRefresh(late, Instant.now().minusSeconds(30), asked, "")));
		assertThat(getToken(one).reveal()).isEqualTo(this.provider.accessToken());
		assertThat(one.readStored(connection(one)).findSecret("refresh_token")).contains(Secret.of("refresh-1"));
	}

	@Test
	void keepsLaterConcurrentRefresh() {
		StoredTokens asked = new StoredTokens(connection(one).place(), one.readStored(connection(one)));
		TokenResponse later = new TokenResponse(Secret.of("access-later"), Secret.of("refresh-later"),
				Duration.ofHours(1), List.of(), Map.of());
		this.provider.runBeforeResponse(() -> store.write(connection(one).place().document(),
				asked.applyRefresh(later, Instant.now().plusSeconds(30), asked, "")));
		assertThat(getToken(one).reveal()).isEqualTo("access-later");
		assertThat(one.readStored(connection(one)).findSecret("refresh_token")).contains(Secret.of("refresh-later"));
	}

	@Test
	void storesTokensDespiteChangeOfAnotherField() {
		this.provider.runBeforeResponse(() -> one.store(connection(one), Map.of("client_secret", "changed")));
		assertThat(getToken(one).reveal()).isEqualTo(this.provider.accessToken());
		assertThat(one.readStored(connection(one)).findSecret("client_secret")).contains(Secret.of("changed"));
		this.provider.runBeforeResponse(() -> {
		});
		age();
		assertThat(getToken(one).reveal()).isEqualTo(this.provider.accessToken());
		assertThat(this.provider.isAlive()).isTrue();
	}

	@Test
	void servesCachedTokenWhileStoreIsDown() throws Exception {
		try (TokenModuleContext shortCache = TokenModuleContext.over(database, store, outbound, Clock.systemUTC(),
				Map.of("connector.oauth.cache-time", "50ms"))) {
			Secret token = getToken(shortCache);
			store.fail(unavailable());
			Thread.sleep(100);
			assertThat(getToken(shortCache)).isEqualTo(token);
			store.fail(null);
			age();
			shortCache.bean(TokenCache.class).evict(this.owned.ref());
			store.fail(unavailable());
			assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> getToken(shortCache))
				.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.SECRET_STORE_UNAVAILABLE));
		}
	}

	@Test
	void servesValidTokenWithoutWaitingForRefresh() throws Exception {
		try (TokenModuleContext shortCache = TokenModuleContext.over(database, store, outbound, Clock.systemUTC(),
				Map.of("connector.oauth.cache-time", "50ms"))) {
			Secret token = getToken(shortCache);
			one.store(connection(one), Map.of("obtained_at", Instant.now().minusSeconds(3600).toString(),
					StoredTokens.EXPIRES_AT, Instant.now().plusSeconds(50).toString()));
			Thread.sleep(100);
			CountDownLatch asked = new CountDownLatch(1);
			CountDownLatch answer = new CountDownLatch(1);
			this.provider.runBeforeResponse(() -> {
				asked.countDown();
				TestAwait.awaitLatch(answer);
			});
			try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
				Future<Secret> renewing = executor.submit(() -> getToken(shortCache));
				TestAwait.awaitLatch(asked);
				assertThat(getToken(shortCache)).isEqualTo(token);
				assertThat(getToken(other)).as("of another replica").isEqualTo(token);
				assertThat(renewing).isNotDone();
				answer.countDown();
				assertThat(renewing.get().reveal()).isEqualTo(this.provider.accessToken());
			}
			assertThat(this.provider.calls()).isEqualTo(2);
		}
	}

	private static void pause(long milliseconds) {
		try {
			Thread.sleep(milliseconds);
		}
		catch (InterruptedException interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
