package io.connectorservice.security.token;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.connectorservice.TestTokens;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.outbound.TestClients;
import io.connectorservice.outbound.TrustedAddressClients;
import io.connectorservice.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Checks tokens by the keys that a project serves, under every trick that is played with
 * them.
 */
class KeySetIntegrationTests {

	private static final String SECRET = "a-shared-secret-of-more-than-32-bytes";

	private static ECKey first;

	private static ECKey second;

	private static RSAKey rsa;

	private final UpstreamServer project = UpstreamServer.start();

	private final TrustedAddressClients clients = TestClients.ofOperator();

	private JwtDecoder decoder = decoder("sub", null);

	@BeforeAll
	static void makeKeys() throws JOSEException {
		first = new ECKeyGenerator(Curve.P_256).keyID("first").generate();
		second = new ECKeyGenerator(Curve.P_256).keyID("second").generate();
		rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
	}

	@BeforeEach
	void serveKeys() {
		serve(first, rsa);
		this.decoder = decoder("sub", null);
	}

	@AfterEach
	void stopProject() {
		this.project.close();
		this.clients.close();
	}

	private void serve(JWK... keys) {
		this.project.respondWith(Reply.json(200, new JWKSet(List.of(keys)).toString(true)));
	}

	private JwtDecoder decoder(String tenantClaim, @Nullable String secret) {
		TokenSettings settings = new TokenSettings(this.project.url(), secret, null, "authenticated", tenantClaim,
				false, null);
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		if (secret != null) {
			beans.addBean("keys", TokenKeys.fromSharedSecret("SUPABASE_JWT_SECRET", secret));
		}
		return new TokenConfiguration().createJwtDecoder(settings, beans.getBeanProvider(TokenKeys.class), this.clients,
				Clock.systemUTC());
	}

	private JWTClaimsSet.Builder claims() {
		return TestTokens.claims()
			.subject(UUID.randomUUID().toString())
			.issuer(this.project.url() + "/auth/v1")
			.claim("role", "authenticated");
	}

	private String signToken(JWSHeader.Builder header, JWSSigner signer) throws JOSEException {
		SignedJWT token = new SignedJWT(header.build(), claims().build());
		token.sign(signer);
		return token.serialize();
	}

	private String byEc(ECKey key) throws JOSEException {
		return signToken(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()), new ECDSASigner(key));
	}

	private void assertRefused(String token) {
		assertThatExceptionOfType(BadJwtException.class).isThrownBy(() -> this.decoder.decode(token));
	}

	@Test
	void acceptsEcAndRsaTokens() throws JOSEException {
		assertThat(this.decoder.decode(byEc(first)).getSubject()).isNotEmpty();
		String byRsa = signToken(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa"), new RSASSASigner(rsa));
		assertThat(this.decoder.decode(byRsa).getSubject()).isNotEmpty();
		assertThat(this.project.calls()).hasSize(1);
		assertThat(this.project.lastCall().uri()).isEqualTo("/auth/v1/.well-known/jwks.json");
	}

	@Test
	void acceptsTokenWithoutKeyId() throws JOSEException {
		String token = signToken(new JWSHeader.Builder(JWSAlgorithm.ES256).type(JOSEObjectType.JWT),
				new ECDSASigner(first));
		assertThat(this.decoder.decode(token).getSubject()).isNotEmpty();
	}

	@Test
	void fetchesNewKey() throws JOSEException {
		this.decoder.decode(byEc(first));
		serve(first, second);
		assertThat(this.decoder.decode(byEc(second)).getSubject()).isNotEmpty();
		assertThat(this.project.calls()).hasSize(2);
	}

	@Test
	void limitsFetchesForUnknownKeyIds() throws JOSEException {
		this.decoder.decode(byEc(first));
		for (int i = 0; i < 30; i++) {
			String token = signToken(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("unknown-" + i),
					new ECDSASigner(second));
			assertThatExceptionOfType(JwtException.class).isThrownBy(() -> this.decoder.decode(token));
		}
		assertThat(this.project.calls()).hasSizeLessThanOrEqualTo(3);
		assertThat(this.decoder.decode(byEc(first)).getSubject()).isNotEmpty();
	}

	@Test
	void rejectsUnknownKeysAsBadTokensDuringFetchLimit() throws JOSEException {
		this.decoder.decode(byEc(first));
		for (int i = 0; i < 5; i++) {
			assertRefused(byEc(second));
		}
	}

	@Test
	void rejectsAnotherKeyUnderAKnownId() throws JOSEException {
		ECKey forged = new ECKey.Builder(second).keyID("first").build();
		assertRefused(byEc(forged));
	}

	@Test
	void rejectsPublicKeyUsedAsSharedSecret() throws Exception {
		for (byte[] secret : List.of(rsa.toRSAPublicKey().getEncoded(),
				first.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
			assertRefused(signToken(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa"), new MACSigner(secret)));
		}
		this.decoder = decoder("sub", SECRET);
		assertRefused(signToken(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa"),
				new MACSigner(rsa.toRSAPublicKey().getEncoded())));
		String bySecret = signToken(new JWSHeader.Builder(JWSAlgorithm.HS256),
				new MACSigner(SECRET.getBytes(StandardCharsets.UTF_8)));
		assertThat(this.decoder.decode(bySecret).getSubject()).isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "../../etc/passwd", "first' OR '1'='1", "http://evil.example.com/key", "\u0000", "" })
	void treatsKeyIdAsOpaqueName(String keyId) throws JOSEException {
		String token = signToken(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId), new ECDSASigner(second));
		assertRefused(token);
		assertThat(this.project.calls()).allMatch((call) -> call.uri().equals("/auth/v1/.well-known/jwks.json"));
	}

	@Test
	void ignoresKeyUrlsInTokenHeader() throws Exception {
		try (UpstreamServer evil = UpstreamServer.start()) {
			evil.respondWith(Reply.json(200, new JWKSet(second).toString(true)));
			URI address = URI.create(evil.url() + "/keys");
			assertRefused(signToken(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("second")
				.jwkURL(address)
				.x509CertURL(address)
				.jwk(second.toPublicJWK()), new ECDSASigner(second)));
			assertThat(evil.calls()).isEmpty();
		}
	}

	@Test
	void rejectsAnotherIssuer() throws JOSEException {
		SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("first").build(),
				claims().issuer("https://other.supabase.co/auth/v1").build());
		token.sign(new ECDSASigner(first));
		assertRefused(token.serialize());
		assertThatExceptionOfType(BadJwtException.class).isThrownBy(() -> this.decoder.decode(token.serialize()))
			.withMessageContaining("iss is not the expected one");
	}

	@Test
	void findsTheTenantInANestedClaim() throws JOSEException {
		this.decoder = decoder("app_metadata.tenant_id", null);
		String tenant = UUID.randomUUID().toString();
		SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("first").build(),
				claims().claim("app_metadata", Map.of("tenant_id", tenant)).build());
		token.sign(new ECDSASigner(first));
		Jwt decoded = this.decoder.decode(token.serialize());
		assertThat(new TenantClaim("app_metadata.tenant_id").readTenant(decoded).orElseThrow()).hasToString(tenant);
		assertRefused(byEc(first));
	}

	@ParameterizedTest
	@ValueSource(strings = { "7", "\"text\"", "[]", "{\"tenant_id\":7}", "{\"tenant_id\":\"acme\"}", "null" })
	void rejectsNestedClaimOfAnotherShape(String json) throws Exception {
		this.decoder = decoder("app_metadata.tenant_id", null);
		Object value = JSONObjectUtils.parse("{\"v\":" + json + "}").get("v");
		SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("first").build(),
				claims().claim("app_metadata", value).build());
		token.sign(new ECDSASigner(first));
		assertRefused(token.serialize());
	}

	@Test
	void usesCachedKeysWhileProjectIsDown() throws JOSEException {
		this.decoder.decode(byEc(first));
		this.project.respondWith(Reply.json(500, "{}"));
		assertThat(this.decoder.decode(byEc(first)).getSubject()).isNotEmpty();
	}

	@Test
	void distinguishesOutageFromBadToken() throws JOSEException {
		this.project.respondWith(Reply.json(500, "{}"));
		String token = byEc(first);
		assertThatExceptionOfType(JwtException.class).isThrownBy(() -> this.decoder.decode(token))
			.isNotInstanceOf(BadJwtException.class);
		serve(first);
		assertThat(this.decoder.decode(token).getSubject()).isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 303, 307, 308 })
	void followsNoRedirectToOtherKeys(int status) throws Exception {
		try (UpstreamServer elsewhere = UpstreamServer.start()) {
			elsewhere.respondWith(Reply.json(200, new JWKSet(first.toPublicJWK()).toString(true)));
			this.project.respondWith(Reply.redirect(status, elsewhere.url() + "/keys"));
			String token = byEc(first);
			assertThatExceptionOfType(JwtException.class).isThrownBy(() -> this.decoder.decode(token))
				.isNotInstanceOf(BadJwtException.class);
			assertThat(elsewhere.calls()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "169.254.169.254", "fd00:ec2::254", "168.63.129.16", "224.0.0.1", "0.0.0.0" })
	void fetchesNoKeysFromSpecialAddresses(String address) throws JOSEException {
		try (TrustedAddressClients misled = TestClients.ofOperator(address)) {
			JwtDecoder decoder = new TokenConfiguration().createJwtDecoder(
					new TokenSettings("http://supabase.internal", null, null, "authenticated", "sub", false, null),
					new StaticListableBeanFactory().getBeanProvider(TokenKeys.class), misled, Clock.systemUTC());
			String token = byEc(first);
			assertThatExceptionOfType(JwtException.class).isThrownBy(() -> decoder.decode(token))
				.withStackTraceContaining("address_");
		}
	}

	@Test
	void rejectsTooLargeKeySet() throws JOSEException {
		this.project.respondWith(Reply.json(200, "{\"keys\":[],\"x\":\"" + "a".repeat(300_000) + "\"}"));
		String token = byEc(first);
		assertThatExceptionOfType(JwtException.class).isThrownBy(() -> this.decoder.decode(token))
			.isNotInstanceOf(BadJwtException.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "<html>", "[]", "{\"keys\":7}" })
	void treatsInvalidKeySetAsOutage(String body) throws JOSEException {
		this.project.respondWith(Reply.json(200, body));
		String token = byEc(first);
		assertThatExceptionOfType(JwtException.class).isThrownBy(() -> this.decoder.decode(token))
			.isNotInstanceOf(BadJwtException.class);
	}

	@Test
	void requiresAtLeastOneKeySource() {
		TokenSettings none = new TokenSettings(null, null, null, "authenticated", "sub", false, null);
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> new TokenConfiguration().createJwtDecoder(none,
					new StaticListableBeanFactory().getBeanProvider(TokenKeys.class), this.clients, Clock.systemUTC()))
			.withMessageContaining("SUPABASE_URL");
		TokenSettings wrong = new TokenSettings("abc.supabase.co", null, null, "authenticated", "sub", false, null);
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> new TokenConfiguration().createJwtDecoder(wrong,
					new StaticListableBeanFactory().getBeanProvider(TokenKeys.class), this.clients, Clock.systemUTC()))
			.withMessageContaining("SUPABASE_URL");
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', textBlock = """
			service_role  | taken
			authenticated | role must be service_role for a key of SERVICE_TOKEN_KEYS
			              | role must be service_role for a key of SERVICE_TOKEN_KEYS
			""")
	void acceptsServiceKeyForServiceRoleOnly(@Nullable String role, String verdict) throws JOSEException {
		ECKey own = new ECKeyGenerator(Curve.P_256).keyID("bff-1").generate();
		JwtDecoder decoder = decoderWith(new JWKSet(own.toPublicJWK()).toString());
		JWTClaimsSet claims = TestTokens.claims().subject(UUID.randomUUID().toString()).claim("role", role).build();
		String token = serviceToken(own, claims);
		if (verdict.equals("taken")) {
			assertThat(decoder.decode(token).getClaimAsString("role")).isEqualTo(role);
		}
		else {
			assertThatExceptionOfType(JwtValidationException.class).isThrownBy(() -> decoder.decode(token))
				.withMessageContaining(verdict);
		}
		assertThat(this.project.calls()).isEmpty();
		ECKey another = new ECKeyGenerator(Curve.P_256).keyID("bff-1").generate();
		assertThatExceptionOfType(BadJwtException.class)
			.isThrownBy(() -> decoder.decode(serviceToken(another, claims)));
	}

	private JwtDecoder decoderWith(String serviceKeys) {
		return new TokenConfiguration().createJwtDecoder(
				new TokenSettings(this.project.url(), null, null, "authenticated", "sub", false, serviceKeys),
				new StaticListableBeanFactory().getBeanProvider(TokenKeys.class), this.clients, Clock.systemUTC());
	}

	private static String serviceToken(ECKey key, JWTClaimsSet claims) throws JOSEException {
		SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("bff-1").build(), claims);
		token.sign(new ECDSASigner(key));
		return token.serialize();
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "{}", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"AAAA\"}]}",
			"{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}" })
	void rejectsInvalidServiceKeys(String keys) {
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> decoderWith(keys))
			.withMessageStartingWith("SERVICE_TOKEN_KEYS must be");
	}

	@Test
	void rejectsPrivateServiceKeyWithoutShowingIt() {
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> decoderWith(new JWKSet(first).toString(false)))
			.withMessageStartingWith("SERVICE_TOKEN_KEYS must be")
			.withMessageNotContaining(first.getD().toString());
	}

	@Test
	void acceptsSupabasesLegacyServiceKey() throws Exception {
		this.decoder = decoder("sub", SECRET);
		SignedJWT key = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256),
				new JWTClaimsSet.Builder().issuer("supabase")
					.claim("ref", "abcdefghijklmnop")
					.claim("role", "service_role")
					.expirationTime(Date.from(Instant.now().plus(Duration.ofDays(3650))))
					.build());
		key.sign(new MACSigner(SECRET));
		assertThat(this.decoder.decode(key.serialize()).getClaimAsString("role")).isEqualTo("service_role");
		SignedJWT anon = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256),
				new JWTClaimsSet.Builder(key.getJWTClaimsSet()).claim("role", "anon").build());
		anon.sign(new MACSigner(SECRET));
		assertRefused(anon.serialize());
	}

	@ParameterizedTest
	@CsvSource({ "true, false, false", "true, true, true", "false, false, true" })
	void acceptsAnonymousUsersOnlyIfAllowed(boolean anonymous, boolean allowed, boolean taken) throws JOSEException {
		TokenSettings settings = new TokenSettings(this.project.url(), null, null, "authenticated", "sub", allowed,
				null);
		JwtDecoder decoder = new TokenConfiguration().createJwtDecoder(settings,
				new StaticListableBeanFactory().getBeanProvider(TokenKeys.class), this.clients, Clock.systemUTC());
		SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("first").build(),
				claims().claim("is_anonymous", anonymous).build());
		token.sign(new ECDSASigner(first));
		if (taken) {
			assertThat(decoder.decode(token.serialize()).getSubject()).isNotEmpty();
		}
		else {
			assertThatExceptionOfType(JwtValidationException.class).isThrownBy(() -> decoder.decode(token.serialize()))
				.withMessageContaining("ALLOW_ANONYMOUS_USERS");
		}
	}

	@Test
	void rejectsSecretThatIsTooShortWithoutShowingIt() {
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> TokenKeys.fromSharedSecret("SUPABASE_JWT_SECRET", "short-secret"))
			.withMessageContaining("SUPABASE_JWT_SECRET")
			.withMessageNotContaining("short-secret");
		assertThat(TokenKeys.fromSharedSecret("SUPABASE_JWT_SECRET", SECRET)).asString().doesNotContain(SECRET);
		assertThat(new TokenSettings(null, SECRET, null, "a", "b", false, null)).asString().doesNotContain(SECRET);
	}

}
