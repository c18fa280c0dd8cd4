package io.connectorservice.oauth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.database.TestDatabase;
import io.connectorservice.json.StrictJson;
import io.connectorservice.oauth.TokenModuleContext.Owned;
import io.connectorservice.outbound.TestClients;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.InMemorySecretStore;
import io.connectorservice.secret.Secret;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Client authentication and further parameters of token requests, asserted on the wire.
 */
@ConcurrentTestClass
class ClientAuthenticationIntegrationTests {

	static final List<Arguments> KEYS = List.of(arguments("RSA, PKCS#8", TestKeys.pkcs8(TestKeys.RSA), "RS256"),
			arguments("RSA, PKCS#1", TestKeys.pkcs1(), "RS256"),
			arguments("RSA with \\n", TestKeys.pkcs8(TestKeys.RSA).replace("\n", "\\n"), "RS256"),
			arguments("RSA, JWK", TestKeys.rsaJwk(), "RS256"),
			arguments("EC, PKCS#8", TestKeys.pkcs8(TestKeys.EC), "ES256"),
			arguments("EC, SEC1", TestKeys.sec1(), "ES256"), arguments("EC, JWK", TestKeys.ecJwk(), "ES256"));

	private static final TestDatabase database = TestDatabase.createMigrated();

	// on a busy machine a slow response must not turn into a timeout
	private static final TokenModuleContext tokenModuleContext = TokenModuleContext.over(database,
			new InMemorySecretStore(), TestClients.allowing("127.0.0.1"), Clock.systemUTC(), Map.of());

	private final UpstreamServer provider = UpstreamServer.start();

	private final Owned owned = TokenModuleContext.connector(database);

	ClientAuthenticationIntegrationTests() {
		this.provider.respondWith(Reply.json(200, "{\"access_token\":\"a\",\"expires_in\":3600}"));
	}

	@AfterEach
	void stopProvider() {
		this.provider.close();
	}

	@AfterAll
	static void stop() {
		tokenModuleContext.close();
	}

	private String tokenUrl() {
		return this.provider.url() + "/token";
	}

	private Call ask(String config, String... scopes) {
		TokenContext connection = tokenModuleContext.oauth2(this.owned, config.formatted(tokenUrl()), scopes);
		assertThat(tokenModuleContext.tokens().getAccessToken(connection).reveal()).isEqualTo("a");
		return this.provider.lastCall();
	}

	private static Map<String, List<String>> form(Call call) {
		Map<String, List<String>> form = new HashMap<>();
		for (String pair : call.body().split("&", -1)) {
			String[] parts = pair.split("=", 2);
			form.computeIfAbsent(decode(parts[0]), (_) -> new ArrayList<>()).add(decode(parts[1]));
		}
		return form;
	}

	private static String decode(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "client|secret|client:secret", "my id|p:w|my+id:p%3Aw",
					"a:b|100% sure & \"quoted\"|a%3Ab:100%25+sure+%26+%22quoted%22",
					"c|gr\u00fc\u00df|c:gr%C3%BC%C3%9F", "c|+/=|c:%2B%2F%3D" })
	void sendsBasicEncodedPerRfc6749(String id, String secret, String sent) {
		String path = tokenModuleContext.secret(this.owned, "client_secret", secret);
		Call call = ask("{\"grant_type\":\"client_credentials\",\"client_id\":\"" + id
				+ "\",\"client_secret_vault_path\":\"" + path + "\",\"token_url\":\"%s\"}");
		String header = String.valueOf(call.header("Authorization"));
		assertThat(header).startsWith("Basic ");
		assertThat(new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8)).isEqualTo(sent);
		assertThat(form(call)).isEqualTo(Map.of("grant_type", List.of("client_credentials")));
	}

	@Test
	void sendsSecretInFormForClientSecretPost() {
		String path = tokenModuleContext.secret(this.owned, "client_secret", "s&\u00fc=");
		Call call = ask("{\"grant_type\":\"client_credentials\",\"client_id\":\"c\",\"token_endpoint_auth_method\":"
				+ "\"client_secret_post\",\"client_secret_vault_path\":\"" + path + "\",\"token_url\":\"%s\"}");
		assertThat(call.header("Authorization")).isNull();
		assertThat(form(call)).isEqualTo(Map.of("grant_type", List.of("client_credentials"), "client_id", List.of("c"),
				"client_secret", List.of("s&\u00fc=")));
	}

	@Test
	void sendsOnlyIdOfPublicClient() {
		String config = "{\"client_id\":\"c\",\"token_url\":\"%s\"}";
		tokenModuleContext.store(tokenModuleContext.oauth2(this.owned, config.formatted(tokenUrl())),
				Map.of("refresh_token", "r"));
		Call call = ask(config);
		assertThat(call.header("Authorization")).isNull();
		assertThat(form(call)).isEqualTo(Map.of("grant_type", List.of("refresh_token"), "refresh_token", List.of("r"),
				"client_id", List.of("c")));
	}

	@Test
	void sendsNoTokenRequestWithoutClientSecret() {
		TokenContext connection = tokenModuleContext.oauth2(this.owned,
				"{\"grant_type\":\"client_credentials\",\"client_id\":\"c\",\"token_url\":\"%s\"}"
					.formatted(tokenUrl()));
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> tokenModuleContext.tokens().getAccessToken(connection))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.SECRET_MISSING));
		assertThat(this.provider.calls()).isEmpty();
	}

	@Test
	void sendsAdditionalTokenParameters() {
		String path = tokenModuleContext.secret(this.owned, "client_secret", "s");
		Call call = ask(
				"""
						{"grant_type":"client_credentials","client_id":"c","client_secret_vault_path":"PATH","token_url":"%s","audience":"https://api.example",
						 "resource":["https://one.example","https://two.example"],"scope_separator":",",
						 "token_params":{"tenant":"a&b"}}"""
					.replace("PATH", path),
				"read", "write");
		assertThat(form(call)).containsEntry("audience", List.of("https://api.example"))
			.containsEntry("resource", List.of("https://one.example", "https://two.example"))
			.containsEntry("scope", List.of("read,write"))
			.containsEntry("tenant", List.of("a&b"));
	}

	@ParameterizedTest(name = "{0}")
	@FieldSource("KEYS")
	void signsClientAssertion(String what, String key, String algorithm) throws Exception {
		String path = tokenModuleContext.secret(this.owned, "private_key", key);
		Call call = ask("{\"grant_type\":\"client_credentials\",\"client_id\":\"c\",\"private_key_vault_path\":\""
				+ path + "\",\"token_url\":\"%s\"}");
		Map<String, List<String>> form = form(call);
		assertThat(form).containsEntry("client_assertion_type",
				List.of("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
		SignedJWT assertion = SignedJWT.parse(form.getOrDefault("client_assertion", List.of()).getFirst());
		assertThat(assertion.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
		assertThat(assertion.verify(verifier(algorithm))).isTrue();
		JWTClaimsSet claims = assertion.getJWTClaimsSet();
		assertThat(claims.getIssuer()).isEqualTo("c");
		assertThat(claims.getSubject()).isEqualTo("c");
		assertThat(claims.getAudience()).containsExactly(tokenUrl());
		assertThat(claims.getJWTID()).isNotBlank();
		assertThat(claims.getExpirationTime().toInstant()).isBetween(Instant.now(),
				Instant.now().plus(Duration.ofMinutes(10)));
	}

	private static JWSVerifier verifier(String algorithm) throws Exception {
		return algorithm.startsWith("RS") ? new RSASSAVerifier((RSAPublicKey) TestKeys.RSA.getPublic())
				: new ECDSAVerifier((ECPublicKey) TestKeys.EC.getPublic());
	}

	@ParameterizedTest
	@ValueSource(strings = { "nonsense", "", "{}", "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}", "public",
			"-----BEGIN PRIVATE KEY-----\nbm9uc2Vuc2U=\n-----END PRIVATE KEY-----",
			"-----BEGIN RSA PRIVATE KEY-----\nbm9uc2Vuc2U=\n-----END RSA PRIVATE KEY-----",
			"-----BEGIN EC PRIVATE KEY-----\nbm9uc2Vuc2U=\n-----END EC PRIVATE KEY-----",
			"-----BEGIN ENCRYPTED PRIVATE KEY-----\nbm9uc2Vuc2U=\n-----END ENCRYPTED PRIVATE KEY-----" })
	void rejectsInvalidKeyWithoutShowingIt(String text) throws Exception {
		String key = text.equals("public") ? TestKeys.publicJwk() : text;
		assertUnusable(key, "");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ES256", "ES512", "PS1", "HS256", "none" })
	void rejectsKeyThatDoesNotMatchAlgorithm(String algorithm) {
		assertUnusable(TestKeys.pkcs8(TestKeys.RSA), ",\"assertion_algorithm\":\"" + algorithm + "\"");
	}

	private void assertUnusable(String key, String more) {
		String path = tokenModuleContext.secret(this.owned, "private_key", key);
		TokenContext connection = tokenModuleContext.oauth2(this.owned,
				"{\"grant_type\":\"client_credentials\",\"client_id\":\"c\",\"private_key_vault_path\":\"" + path
						+ "\",\"token_url\":\"" + tokenUrl() + "\"" + more + "}");
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(ProblemException.class)
				.isThrownBy(() -> tokenModuleContext.tokens().getAccessToken(connection))
				.satisfies((problem) -> {
					assertThat(problem.code()).isEqualTo(ProblemCode.SECRET_UNUSABLE);
					assertThat(problem.detail()).doesNotContain("bm9u", "c2Vj", "nonsense");
					assertThat(problem.getCause()).isNull();
				});
		}
		assertThat(this.provider.calls()).isEmpty();
	}

	private TokenContext jwtBearer(String config, String... scopes) {
		return tokenModuleContext.bean(ConnectionStatusService.class)
			.createJwtBearerContext(this.owned.tenant(), this.owned.connector(),
					StrictJson.mapper().readTree(config.formatted(tokenUrl())), List.of(scopes),
					() -> Secret.of(TestKeys.pkcs8(TestKeys.RSA)), () -> Secret.of(TestKeys.pkcs8(TestKeys.RSA)));
	}

	@Test
	void requestsTokenByJwtBearerLikeGoogleServiceAccounts() throws Exception {
		TokenContext connection = jwtBearer("""
				{"token_url":"%s","issuer":"robot@project.example","subject":"person@example.com","key_id":"k1"}""",
				"https://www.example.com/auth/drive", "https://www.example.com/auth/mail");
		assertThat(tokenModuleContext.tokens().getAccessToken(connection).reveal()).isEqualTo("a");
		Map<String, List<String>> form = form(this.provider.lastCall());
		assertThat(form).containsEntry("grant_type", List.of("urn:ietf:params:oauth:grant-type:jwt-bearer"));
		SignedJWT assertion = SignedJWT.parse(form.getOrDefault("assertion", List.of()).getFirst());
		assertThat(assertion.verify(verifier("RS256"))).isTrue();
		assertThat(assertion.getHeader().getKeyID()).isEqualTo("k1");
		JWTClaimsSet claims = assertion.getJWTClaimsSet();
		assertThat(claims.getAudience()).containsExactly(tokenUrl());
		assertThat(claims.getIssuer()).isEqualTo("robot@project.example");
		assertThat(claims.getSubject()).isEqualTo("person@example.com");
		assertThat(claims.getStringClaim("scope"))
			.isEqualTo("https://www.example.com/auth/drive https://www.example.com/auth/mail");
		assertThat(Duration.between(claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant()))
			.isEqualTo(Duration.ofMinutes(10));
	}

	@Test
	void requestsInstallationTokenLikeGitHubApps() throws Exception {
		Instant end = Instant.now().plus(Duration.ofHours(1));
		this.provider.respondWith(Reply.json(201,
				"{\"token\":\"ghs_a\",\"expires_at\":\"" + end + "\",\"permissions\":{\"contents\":\"read\"}}"));
		TokenContext connection = jwtBearer("{\"mode\":\"installation\",\"token_url\":\"%s\",\"issuer\":\"app-1\"}");
		assertThat(tokenModuleContext.tokens().getAccessToken(connection).reveal()).isEqualTo("ghs_a");
		Call call = this.provider.lastCall();
		assertThat(call.method()).isEqualTo("POST");
		assertThat(call.body()).isEmpty();
		SignedJWT bearer = SignedJWT.parse(String.valueOf(call.header("Authorization")).substring("Bearer ".length()));
		assertThat(bearer.verify(verifier("RS256"))).isTrue();
		assertThat(bearer.getJWTClaimsSet().getIssuer()).isEqualTo("app-1");
		assertThat(tokenModuleContext.status(this.owned).expiresAt()).isCloseTo(end, within(Duration.ofMinutes(1)));
	}

	@Test
	void retriesRefusedJwtBearerGrantLater() {
		this.provider.respondWith(Reply.json(400, "{\"error\":\"invalid_grant\"}"));
		TokenContext connection = jwtBearer("{\"token_url\":\"%s\",\"issuer\":\"robot\"}");
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> tokenModuleContext.tokens().getAccessToken(connection))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.TOKEN_REQUEST_REFUSED));
		assertThat(tokenModuleContext.status(this.owned).status()).isEqualTo("not_connected");
		assertThat(tokenModuleContext.state(this.owned).untilNextAttempt()).isPositive();
	}

}
