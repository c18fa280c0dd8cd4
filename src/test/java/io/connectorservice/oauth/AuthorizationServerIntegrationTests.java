package io.connectorservice.oauth;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.connectorservice.oauth.Replica.Owned;
import io.connectorservice.outbound.TestClients;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.InMemorySecretStore;
import io.connectorservice.tenant.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tokens of Spring Authorization Server, which rotates refresh tokens and ends an
 * authorization whose old one is used again.
 */
class AuthorizationServerIntegrationTests {

	private static final TestDatabase database = TestDatabase.migrated();

	private static final InMemorySecretStore store = new InMemorySecretStore();

	private static final Replica replica = Replica.over(database, store, TestClients.allowing("127.0.0.1"),
			Clock.systemUTC(), Map.of());

	private static final Replica other = Replica.over(database, store, TestClients.allowing("127.0.0.1"),
			Clock.systemUTC(), Map.of());

	private static final AuthorizationServer provider = new AuthorizationServer();

	private final Owned owned = Replica.connector(database);

	@AfterAll
	static void stop() {
		provider.close();
		other.close();
		replica.close();
	}

	private TokenConnection connection(String grant, String method) {
		return connection(replica, grant, method);
	}

	private TokenConnection connection(Replica replica, String grant, String method) {
		String path = replica.secret(this.owned, "client_secret", AuthorizationServer.SECRET);
		return replica.oauth2(this.owned, """
				{"grant_type":"%s","client_id":"%s","client_secret_vault_path":"%s","token_endpoint_auth_method":"%s",
				 "token_url":"%s/oauth2/token"}""".formatted(grant, AuthorizationServer.CLIENT, path, method,
				provider.url()), "read");
	}

	@ParameterizedTest
	@ValueSource(strings = { "client_secret_basic", "client_secret_post" })
	void grantsByClientCredentials(String method) {
		TokenConnection connection = connection("client_credentials", method);
		assertThat(provider.knows(replica.tokens().current(connection).reveal())).isTrue();
		assertThat(replica.status(this.owned).grantedScopes()).containsExactly("read");
	}

	@Test
	void rotatesAtEveryRenewal() {
		TokenConnection connection = authorized();
		String first = "first-of-" + this.owned.connector();
		Set<String> accessTokens = new HashSet<>();
		Set<String> refreshTokens = new HashSet<>(Set.of(first));
		for (int i = 0; i < 5; i++) {
			String token = replica.tokens().current(connection).reveal();
			assertThat(provider.knows(token)).isTrue();
			assertThat(accessTokens.add(token)).isTrue();
			assertThat(refreshTokens.add(replica.stored(connection).secret("refresh_token").orElseThrow().reveal()))
				.isTrue();
			age(connection);
		}
		assertThat(replica.status(this.owned).status()).isEqualTo("connected");
	}

	private void age(TokenConnection connection) {
		replica.store(connection, Map.of(StoredTokens.EXPIRES_AT, Instant.now().toString()));
		replica.bean(TokenCache.class).forget(this.owned.tenant(), this.owned.connector());
		other.bean(TokenCache.class).forget(this.owned.tenant(), this.owned.connector());
	}

	@Test
	void outlivesManyCallersAtExpiry() throws Exception {
		TokenConnection connection = authorized();
		TokenConnection ofOther = connection(other, "refresh_token", "client_secret_basic");
		for (int round = 0; round < 3; round++) {
			int before = provider.rotations();
			List<Callable<String>> callers = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				callers.add(() -> replica.tokens().current(connection).reveal());
				callers.add(() -> other.tokens().current(ofOther).reveal());
			}
			Set<String> tokens = new HashSet<>();
			try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
				for (Future<String> token : executor.invokeAll(callers)) {
					tokens.add(token.get());
				}
			}
			assertThat(tokens).singleElement().satisfies((token) -> assertThat(provider.knows(token)).isTrue());
			assertThat(provider.rotations()).isEqualTo(before + 1);
			age(connection);
		}
	}

	@Test
	void losesTheConnectionWhereAnOldTokenIsUsed() {
		TokenConnection connection = authorized();
		String spent = replica.stored(connection).secret("refresh_token").orElseThrow().reveal();
		String token = replica.tokens().current(connection).reveal();
		assertThat(provider.knows(token)).isTrue();
		replica.store(connection, Map.of("refresh_token", spent));
		age(connection);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> replica.tokens().current(connection))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.REAUTHORIZATION_REQUIRED));
		assertThat(provider.knows(token)).as("of the same authorization").isFalse();
	}

	private TokenConnection authorized() {
		TokenConnection connection = connection("refresh_token", "client_secret_basic");
		String first = "first-of-" + this.owned.connector();
		provider.authorized(first);
		replica.store(connection, Map.of("refresh_token", first));
		return connection;
	}

	@Test
	void asksForAPersonWhereTheRefreshTokenIsUnknown() {
		TokenConnection connection = connection("refresh_token", "client_secret_basic");
		replica.store(connection, Map.of("refresh_token", "unknown"));
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> replica.tokens().current(connection))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.REAUTHORIZATION_REQUIRED));
	}

}
