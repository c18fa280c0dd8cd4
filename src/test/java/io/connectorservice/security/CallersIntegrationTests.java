package io.connectorservice.security;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.TestTokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may call, and for whom.
 */
@ConnectorServiceTest
class CallersIntegrationTests {

	private static final String TENANT = "3f0c2a6e-8d4b-4c39-9a53-0f4f5f1f9a11";

	private static final String CONFIGURATION = """
			"connector_name":"%s","service_name":"s","auth_type":"apikey",
			"auth_config":{"api_key_name":"X-Api-Key","key_location":"header"}}""";

	private final ServiceClient anyone;

	CallersIntegrationTests(@Autowired ServiceClient client) {
		this.anyone = client;
	}

	private static JWTClaimsSet.Builder claims() {
		return TestTokens.claims().subject(TENANT).claim("role", "authenticated");
	}

	private String signToken(JWTClaimsSet.Builder claims) {
		return this.anyone.tokens().sign(claims.build());
	}

	private Answer listWith(String token) {
		return this.anyone.withToken(token).get(ServiceClient.CONFIGURATIONS);
	}

	private static void assertUnauthorized(Answer answer) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(401);
		assertThat(answer.code()).isEqualTo("unauthorized");
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
		assertThat(answer.header("Content-Security-Policy")).isEqualTo("default-src 'none'; frame-ancestors 'none'");
		assertThat(answer.json().path("request_id").asString()).isEqualTo(answer.header("X-Request-Id"));
	}

	static Stream<Claims> holding() {
		Instant now = Instant.now();
		return Stream.of(new Claims("plain", (claims) -> claims),
				new Claims("a list of audiences", (claims) -> claims.audience(List.of("other", "authenticated"))),
				new Claims("no role", (claims) -> claims.claim("role", null)),
				new Claims("capitals", (claims) -> claims.subject(TENANT.toUpperCase(Locale.ROOT))),
				new Claims("expired just now",
						(claims) -> claims.issueTime(Date.from(now.minusSeconds(100)))
							.expirationTime(Date.from(now.minusSeconds(10)))),
				new Claims("valid in a moment", (claims) -> claims.notBeforeTime(Date.from(now.plusSeconds(10)))),
				new Claims("more claims", (claims) -> claims.claim("app_metadata", Map.of("a", List.of(1)))));
	}

	@ParameterizedTest
	@MethodSource("holding")
	void acceptsValidToken(Claims changed) {
		assertThat(listWith(signToken(changed.change.apply(claims()))).status()).isEqualTo(200);
	}

	static Stream<Claims> failing() {
		Instant now = Instant.now();
		return Stream.of(
				new Claims("expired",
						(claims) -> claims.issueTime(Date.from(now.minusSeconds(100)))
							.expirationTime(Date.from(now.minusSeconds(60)))),
				new Claims("expired in 1970", (claims) -> claims.expirationTime(new Date(0))),
				new Claims("not yet valid", (claims) -> claims.notBeforeTime(Date.from(now.plusSeconds(3600)))),
				new Claims("never expiring", (claims) -> claims.expirationTime(null)),
				new Claims("expiry as text", (claims) -> claims.claim("exp", "tomorrow")),
				new Claims("expiry as a list", (claims) -> claims.claim("exp", List.of(1))),
				new Claims("another audience", (claims) -> claims.audience("anon")),
				new Claims("no audience", (claims) -> claims.audience((String) null)),
				new Claims("an empty list of audiences", (claims) -> claims.audience(List.of())),
				new Claims("audience as an object", (claims) -> claims.claim("aud", Map.of("authenticated", true))),
				new Claims("audience as a number", (claims) -> claims.claim("aud", 1)),
				new Claims("anon", (claims) -> claims.claim("role", "anon")),
				new Claims("another role", (claims) -> claims.claim("role", "postgres")),
				new Claims("role in capitals", (claims) -> claims.claim("role", "SERVICE_ROLE")),
				new Claims("role as a list", (claims) -> claims.claim("role", List.of("service_role"))),
				new Claims("no subject", (claims) -> claims.subject(null)),
				new Claims("subject no UUID", (claims) -> claims.subject("alice")),
				new Claims("subject empty", (claims) -> claims.subject("")),
				new Claims("subject short", (claims) -> claims.subject("1-1-1-1-1")),
				new Claims("subject a number", (claims) -> claims.claim("sub", 7)),
				new Claims("subject a list", (claims) -> claims.claim("sub", List.of(TENANT))),
				new Claims("subject with a line end", (claims) -> claims.subject(TENANT + "\n")));
	}

	@ParameterizedTest
	@MethodSource("failing")
	void rejectsInvalidClaims(Claims changed) {
		assertUnauthorized(listWith(signToken(changed.change.apply(claims()))));
	}

	@Test
	void requiresToken() {
		Answer answer = this.anyone.get(ServiceClient.CONFIGURATIONS);
		assertUnauthorized(answer);
		assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "a.b.c", "..", "e30.e30.e30", "bnVsbA.e30.e30", "W10.e30.",
			"eyJhbGciOm51bGx9.e30.", "eyJhbGciOjF9.e30.e30", "eyJlbmMiOiJBMTI4R0NNIiwiYWxnIjoiZGlyIn0..a.b.c" })
	void rejectsMalformedToken(String token) {
		assertUnauthorized(listWith(token));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Basic dTpw", "Bearer", "bearer", "Token abc", "Bearer a b" })
	void rejectsOtherAuthorizations(String authorization) {
		assertUnauthorized(this.anyone.withHeader("Authorization", authorization).get(ServiceClient.CONFIGURATIONS));
	}

	@Test
	void rejectsWrongSignature() {
		assertUnauthorized(listWith(TestTokens.withSecret("another-secret-of-32-bytes-length!").of(UUID.randomUUID())));
		String token = signToken(claims());
		assertUnauthorized(listWith(token.substring(0, token.lastIndexOf('.') + 1)));
		String payload = encodeBase64Url(
				"{\"sub\":\"" + UUID.randomUUID() + "\",\"aud\":\"authenticated\",\"exp\":4102444800}");
		String[] parts = token.split("\\.");
		assertUnauthorized(listWith(parts[0] + "." + payload + "." + parts[2]));
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "None", "NONE", "nOnE", "HS512", "HS384", "ES256", "RS256", "EdDSA", "hs256", "" })
	void rejectsAnotherAlgorithm(String algorithm) {
		String header = encodeBase64Url("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}");
		String[] parts = signToken(claims()).split("\\.");
		assertUnauthorized(listWith(header + "." + parts[1] + "."));
		assertUnauthorized(listWith(header + "." + parts[1] + "." + parts[2]));
	}

	@ParameterizedTest
	@ValueSource(strings = { "HS512", "HS384" })
	void rejectsAnotherHashUnderTheSameKey(String algorithm) throws JOSEException {
		SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.parse(algorithm)), claims().build());
		byte[] key = Arrays.copyOf(this.anyone.tokens().key(), 64);
		token.sign(new MACSigner(key));
		assertUnauthorized(listWith(token.serialize()));
	}

	private static String encodeBase64Url(String text) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void rejectsCriticalHeadersThatItDoesNotKnow() {
		String[] parts = signToken(claims()).split("\\.");
		assertUnauthorized(listWith(
				encodeBase64Url("{\"alg\":\"HS256\",\"crit\":[\"x\"],\"x\":1}") + "." + parts[1] + "." + parts[2]));
	}

	@Test
	void ignoresTokenInQueryOrBody() {
		String token = signToken(claims());
		assertUnauthorized(this.anyone.get(ServiceClient.CONFIGURATIONS + "?access_token=" + token));
		assertUnauthorized(this.anyone.withHeader("Content-Type", "application/x-www-form-urlencoded")
			.post(ServiceClient.CONFIGURATIONS, "access_token=" + token));
	}

	@Test
	void explainsRejectionWithoutShowingToken() {
		Answer answer = listWith(signToken(claims().claim("role", "anon")));
		assertThat(answer.json().path("detail").asString()).contains("role must be authenticated or service_role");
		assertThat(answer.text()).doesNotContain(TENANT);
		assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
	}

	@ParameterizedTest
	@CsvSource({ "GET, /nowhere", "GET, /api/v1/connectors", "POST, /error", "GET, /actuator/env", "GET, /actuator",
			"OPTIONS, /api/v1/connectors/configurations", "HEAD, /api/v1/connectors/configurations" })
	void requiresTokenForAllOtherPaths(String method, String path) {
		Answer answer = this.anyone.send(method, path, null);
		assertThat(answer.status()).isIn(401, 404);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/v1/health", "/actuator/health", "/actuator/health/liveness",
			"/actuator/health/readiness", "/v3/api-docs", "/swagger-ui/index.html" })
	void allowsPublicPathsWithoutToken(String path) {
		Answer answer = this.anyone.get(path);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("X-Request-Id")).isNotEmpty();
		assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'none'");
	}

	private String create(ServiceClient caller) {
		return caller.create("{" + CONFIGURATION.formatted(UUID.randomUUID()));
	}

	@Test
	void respondsAlikeForForeignAndMissingConnector() {
		String theirs = create(this.anyone.asNewTenant());
		ServiceClient tenant = this.anyone.asNewTenant();
		String nobodys = UUID.randomUUID().toString();
		for (String path : List.of("GET /configurations/{id}", "PUT /configurations/{id}",
				"DELETE /configurations/{id}", "PUT /configurations/{id}/credentials", "POST /{id}/test-connection",
				"GET /{id}/data?resource_path=/", "GET /{id}/actions", "POST /{id}/actions")) {
			assertThat(answerFor(tenant, path, theirs)).as(path).isEqualTo(answerFor(tenant, path, nobodys));
		}
	}

	// each id is asked for once, so that no cache knows it; the bound is wide enough
	// for a busy machine, and a look at the row or the store alone would be beyond it
	@Test
	void respondsEquallyFastForForeignAndMissingConnector() {
		ServiceClient other = this.anyone.asNewTenant();
		ServiceClient tenant = this.anyone.asNewTenant();
		List<Long> foreign = new ArrayList<>();
		List<Long> missing = new ArrayList<>();
		for (int round = 0; round < 150; round++) {
			String path = (round % 2 == 0) ? "/configurations/%s" : "/%s/data?resource_path=/";
			String theirs = create(other);
			String nobodys = UUID.randomUUID().toString();
			if (round % 4 < 2) {
				foreign.add(nanosFor(tenant, path.formatted(theirs)));
				missing.add(nanosFor(tenant, path.formatted(nobodys)));
			}
			else {
				missing.add(nanosFor(tenant, path.formatted(nobodys)));
				foreign.add(nanosFor(tenant, path.formatted(theirs)));
			}
		}
		assertThat((double) median(foreign) / median(missing)).as("%s / %s", median(foreign), median(missing))
			.isBetween(0.6, 1.6);
	}

	private static long nanosFor(ServiceClient tenant, String path) {
		long began = System.nanoTime();
		int status = tenant.get(ServiceClient.BASE + path).status();
		long took = System.nanoTime() - began;
		assertThat(status).isEqualTo(404);
		return took;
	}

	private static long median(List<Long> nanos) {
		return nanos.stream().sorted().skip(nanos.size() / 2).findFirst().orElseThrow();
	}

	private static String answerFor(ServiceClient tenant, String methodAndPath, String id) {
		String[] parts = methodAndPath.split(" ");
		String body = parts[1].endsWith("credentials") ? "{\"api_key\":\"k\"}"
				: parts[1].endsWith("actions") ? "{\"action_name\":\"a\"}" : "{}";
		boolean plain = parts[0].equals("GET") || parts[0].equals("DELETE");
		Answer answer = tenant.send(parts[0], ServiceClient.BASE + parts[1].replace("{id}", id),
				plain ? null : body.getBytes(StandardCharsets.UTF_8));
		assertThat(answer.status()).isEqualTo(404);
		return answer.text().replace(id, "ID").replace(answer.json().path("request_id").asString(), "REQUEST");
	}

	@Test
	void rejectsAnotherTenantsId() {
		ServiceClient tenant = this.anyone.asNewTenant();
		String other = UUID.randomUUID().toString();
		for (Answer answer : List.of(tenant.get(ServiceClient.CONFIGURATIONS + "?tenant_id=" + other),
				tenant.post(ServiceClient.CONFIGURATIONS,
						"{\"tenant_id\":\"" + other + "\"," + CONFIGURATION.formatted("a")),
				tenant.withHeader("X-Tenant-Id", other).get(ServiceClient.CONFIGURATIONS),
				tenant.put(ServiceClient.CONFIGURATIONS + "/" + create(tenant), "{\"tenant_id\":\"" + other + "\"}"))) {
			assertThat(answer.status()).as(answer.text()).isEqualTo(403);
			assertThat(answer.code()).isEqualTo("forbidden");
		}
	}

	@Test
	void allowsServiceRoleToActForNamedTenant() {
		String tenant = UUID.randomUUID().toString();
		ServiceClient service = this.anyone.asServiceRole();
		String id = create(service.withHeader("X-Tenant-Id", tenant));
		service.create("{\"tenant_id\":\"" + tenant + "\"," + CONFIGURATION.formatted("b"));
		assertThat(service.get(ServiceClient.CONFIGURATIONS + "?tenant_id=" + tenant)
			.json()
			.at("/pagination/total")
			.asInt()).isEqualTo(2);
		String address = ServiceClient.CONFIGURATIONS + "/" + id;
		assertThat(service.withHeader("X-Tenant-Id", tenant).get(address).status()).isEqualTo(200);
		assertThat(service.withHeader("X-Tenant-Id", UUID.randomUUID().toString()).get(address).status())
			.isEqualTo(404);
		assertThat(this.anyone.asTenant(UUID.fromString(tenant)).get(address).status()).isEqualTo(200);
	}

	@Test
	void requiresTenantFromServiceRole() {
		ServiceClient service = this.anyone.asServiceRole();
		String id = "/" + UUID.randomUUID();
		for (Answer answer : List.of(service.get(ServiceClient.CONFIGURATIONS),
				service.post(ServiceClient.CONFIGURATIONS, "{" + CONFIGURATION.formatted("a")),
				service.get(ServiceClient.CONFIGURATIONS + id), service.delete(ServiceClient.CONFIGURATIONS + id),
				service.post(ServiceClient.BASE + id + "/test-connection"))) {
			assertThat(answer.status()).as(answer.text()).isEqualTo(400);
			assertThat(answer.code()).isEqualTo("tenant_required");
		}
	}

	@Test
	void rejectsConflictingOrInvalidTenants() {
		ServiceClient service = this.anyone.asServiceRole();
		ServiceClient named = service.withHeader("X-Tenant-Id", TENANT);
		String other = UUID.randomUUID().toString();
		assertThat(named.get(ServiceClient.CONFIGURATIONS + "?tenant_id=" + other).pointers())
			.containsExactly("query:tenant_id");
		assertThat(named
			.post(ServiceClient.CONFIGURATIONS, "{\"tenant_id\":\"" + other + "\"," + CONFIGURATION.formatted("a"))
			.pointers()).containsExactly("/tenant_id");
		assertThat(service.withHeader("X-Tenant-Id", "acme").get(ServiceClient.CONFIGURATIONS).pointers())
			.containsExactly("header:X-Tenant-Id");
		assertThat(service
			.post(ServiceClient.CONFIGURATIONS, "{\"tenant_id\":\"acme\",\"scopes\":7," + CONFIGURATION.formatted("a"))
			.pointers()).containsExactlyInAnyOrder("/tenant_id", "/scopes");
	}

	/**
	 * A change to claims that hold.
	 */
	record Claims(String name, UnaryOperator<JWTClaimsSet.Builder> change) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
