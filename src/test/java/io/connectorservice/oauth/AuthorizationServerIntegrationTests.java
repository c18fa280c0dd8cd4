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

import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.database.TestDatabase;
import io.connectorservice.oauth.TokenModuleContext.Owned;
import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.outbound.TestClients;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.InMemorySecretStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Refreshes tokens of Spring Authorization Server, which rotates refresh tokens and ends
 * an authorization if an old one is used again.
 */
@ConcurrentTestClass
class AuthorizationServerIntegrationTests {

	private static final TestDatabase database = TestDatabase.createMigrated();

	private static final InMemorySecretStore store = new InMemorySecretStore();

	private static final TokenModuleContext tokenModuleContext = TokenModuleContext.over(database, store,
			TestClients.allowing("127.0.0.1"), Clock.systemUTC(), Map.of());

	private static final TokenModuleContext other = TokenModuleContext.over(database, store,
			TestClients.allowing("127.0.0.1"), Clock.systemUTC(), Map.of());

	private static final AuthorizationServer provider = new AuthorizationServer();

	private final Owned owned = TokenModuleContext.connector(database);

	@AfterAll
	static void stop() {
		provider.close();
		other.close();
		tokenModuleContext.close();
	}

	private TokenContext connection(String grant, String method) {
		return connection(tokenModuleContext, grant, method);
	}

	private TokenContext connection(TokenModuleContext tokenModuleContext, String grant, String method) {
		String path = tokenModuleContext.secret(this.owned, "client_secret", AuthorizationServer.SECRET);
		return tokenModuleContext.oauth2(this.owned, """
				{"grant_type":"%s","client_id":"%s","client_secret_vault_path":"%s","token_endpoint_auth_method":"%s",
				 "token_url":"%s/oauth2/token"}""".formatted(grant, AuthorizationServer.CLIENT, path, method,
				provider.url()), "read");
	}

	@ParameterizedTest
	@ValueSource(strings = { "client_secret_basic", "client_secret_post" })
	void grantsByClientCredentials(String method) {
		TokenContext connection = connection("client_credentials", method);
		assertThat(provider.isActive(tokenModuleContext.tokens().getAccessToken(connection).reveal())).isTrue();
		assertThat(tokenModuleContext.status(this.owned).grantedScopes()).containsExactly("read");
	}

	@Test
	void rotatesRefreshTokenAtEveryRefresh() {
		TokenContext connection = createAuthorizedConnection();
		String first = "first-of-" + this.owned.connector();
		Set<String> accessTokens = new HashSet<>();
		Set<String> refreshTokens = new HashSet<>(Set.of(first));
		for (int i = 0; i < 5; i++) {
			String token = tokenModuleContext.tokens().getAccessToken(connection).reveal();
			assertThat(provider.isActive(token)).isTrue();
			assertThat(accessTokens.add(token)).isTrue();
			assertThat(refreshTokens
				.add(tokenModuleContext.readStored(connection).findSecret("refresh_token").orElseThrow().reveal()))
				.isTrue();
			age(connection);
		}
		assertThat(tokenModuleContext.status(this.owned).status()).isEqualTo("connected");
	}

	private void age(TokenContext connection) {
		tokenModuleContext.store(connection, Map.of(StoredTokens.EXPIRES_AT, Instant.now().toString()));
		tokenModuleContext.bean(TokenCache.class).evict(this.owned.ref());
		other.bean(TokenCache.class).evict(this.owned.ref());
	}

	@Test
	void refreshesOnceForManyCallersAtExpiry() throws Exception {
		TokenContext connection = createAuthorizedConnection();
		TokenContext ofOther = connection(other, "refresh_token", "client_secret_basic");
		for (int round = 0; round < 3; round++) {
			int before = provider.rotations();
			List<Callable<String>> callers = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				callers.add(() -> tokenModuleContext.tokens().getAccessToken(connection).reveal());
				callers.add(() -> other.tokens().getAccessToken(ofOther).reveal());
			}
			Set<String> tokens = new HashSet<>();
			try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
				for (Future<String> token : executor.invokeAll(callers)) {
					tokens.add(token.get());
				}
			}
			assertThat(tokens).singleElement().satisfies((token) -> assertThat(provider.isActive(token)).isTrue());
			assertThat(provider.rotations()).isEqualTo(before + 1);
			age(connection);
		}
	}

	@Test
	void losesConnectionWhenOldRefreshTokenIsReused() {
		TokenContext connection = createAuthorizedConnection();
		String spent = tokenModuleContext.readStored(connection).findSecret("refresh_token").orElseThrow().reveal();
		String token = tokenModuleContext.tokens().getAccessToken(connection).reveal();
		assertThat(provider.isActive(token)).isTrue();
		tokenModuleContext.store(connection, Map.of("refresh_token", spent));
		age(connection);
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> tokenModuleContext.tokens().getAccessToken(connection))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.REAUTHORIZATION_REQUIRED));
		assertThat(provider.isActive(token)).as("of the same authorization").isFalse();
	}

	private TokenContext createAuthorizedConnection() {
		TokenContext connection = connection("refresh_token", "client_secret_basic");
		String first = "first-of-" + this.owned.connector();
		provider.addAuthorization(first);
		tokenModuleContext.store(connection, Map.of("refresh_token", first));
		return connection;
	}

	@Test
	void requiresReauthorizationForUnknownRefreshToken() {
		TokenContext connection = connection("refresh_token", "client_secret_basic");
		tokenModuleContext.store(connection, Map.of("refresh_token", "unknown"));
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> tokenModuleContext.tokens().getAccessToken(connection))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.REAUTHORIZATION_REQUIRED));
	}

}
