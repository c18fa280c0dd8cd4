package io.connectorservice.auth.strategy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.digest.Sha256;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The custom signing strategies, asserted on the wire.
 */
@ConnectorServiceTest
class CustomStrategiesIntegrationTests {

	private final UpstreamServer upstream = UpstreamServer.start();

	private final ServiceClient tenant;

	CustomStrategiesIntegrationTests(@Autowired ServiceClient client) {
		this.tenant = client.asNewTenant();
	}

	@AfterEach
	void stopUpstream() {
		this.upstream.close();
	}

	private String body(String config, String credentials) {
		return """
				{"connector_name":"c","service_name":"in-house","auth_type":"custom","auth_config":%s,
				 "api_spec":{"openapi":"3.1.0","info":{"title":"t","version":"1"},"servers":[{"url":"%s/api"}],
				   "paths":{"/orders":{"post":{"operationId":"order","responses":{},"requestBody":{"required":true,
				     "content":{"application/json":{"schema":{"type":"object"}}}}},
				     "put":{"operationId":"replace","responses":{},"requestBody":{"required":true,
				     "content":{"application/json":{"schema":{"type":"object"}}}}}}}},
				 "credentials":%s}""".formatted(config, this.upstream.url(), credentials);
	}

	private String connector(String config, String credentials) {
		return this.tenant.create(body(config, credentials));
	}

	private Answer read(String id, String query) {
		return this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=" + query);
	}

	private Answer act(String id, String action) {
		return this.tenant.post(ServiceClient.BASE + "/" + id + "/actions",
				"{\"action_name\":\"" + action + "\",\"payload\":{\"body\":{\"é\":1}}}");
	}

	private Call lastCall() {
		return this.upstream.lastCall();
	}

	@Test
	void sendsSeveralHeaders() {
		String id = connector("""
				{"strategy":"headers","headers":{"X-App-Key":{"prefix":"key "},"X-App-Id":{"credential":"app_id"},
				  "X-Version":{"value":"3"}}}""", "{\"X-App-Key\":\"test-app-key\",\"app_id\":\"test-app-id\"}");
		this.upstream.respondWith((call) -> Reply.json(200, "{\"got\":\"" + call.header("X-App-Key") + "\"}"));
		Answer answer = read(id, "/me");
		assertThat(lastCall().header("X-App-Key")).isEqualTo("key test-app-key");
		assertThat(lastCall().header("X-App-Id")).isEqualTo("test-app-id");
		assertThat(lastCall().header("X-Version")).isEqualTo("3");
		assertThat(answer.text()).doesNotContain("test-app-key");
		assertThat(this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id)
			.json()
			.at("/auth_config/headers/X-App-Id/vault_path")
			.asString()).contains("#app_id");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"strategy":"headers","headers":{".":{}}} | /auth_config/headers/.
					{"strategy":"headers","headers":{"..":{}}} | /auth_config/headers/..
					{"strategy":"headers","headers":{"X-A":{"credential":".."}}} | /auth_config/headers/X-A
					{"strategy":"headers","headers":{"X!A":{}}} | /auth_config/headers/X!A
					{"strategy":"headers","headers":{"X-A":{}},"extra_headers":{"..":{}}} | /auth_config/extra_headers/..
					{"strategy":"session_login","login_url":"https://a.example/l","token_at":"/t","fields":{"..":{}}} | /auth_config/fields/..
					{"strategy":"session_login","login_url":"https://a.example/l","token_at":"/t","fields":{"a":{"credential":"."}}} | /auth_config/fields/a
					""")
	void rejectsCredentialsThatNoPathCanName(String config, String pointer) {
		Answer answer = this.tenant.post(ServiceClient.CONFIGURATIONS, body(config, "{\"..\":\"test-secret\"}"));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
	}

	@Test
	void addsExtraHeadersToAnyAuthType() {
		String id = this.tenant
			.create("""
					{"connector_name":"c","service_name":"in-house","auth_type":"basic","auth_config":{"username":"test-user",
					  "extra_headers":{"X-Application":{"credential":"application"},"X-Kind":{"value":"a"}}},
					 "api_spec":{"servers":[{"url":"%s"}]},
					 "credentials":{"password":"test-password","application":"test-application"}}"""
				.formatted(this.upstream.url()));
		this.upstream.respondWith((call) -> Reply.json(200, "\"" + call.header("X-Application") + "\""));
		assertThat(read(id, "/me").json().path("data").asString()).isEqualTo("***");
		assertThat(lastCall().header("X-Application")).isEqualTo("test-application");
		assertThat(lastCall().header("X-Kind")).isEqualTo("a");
		assertThat(lastCall().header("Authorization")).isEqualTo("Basic dGVzdC11c2VyOnRlc3QtcGFzc3dvcmQ=");
	}

	@Test
	void signsWithADigestOfTheCall() {
		String id = connector("""
				{"strategy":"hmac","string_to_sign":"{method}\\n{path_and_query}\\n{timestamp}\\n{nonce}\\n{body}",
				 "signature_header":"X-Signature","signature_format":"v1={signature},k={key_id}","key_id":"k1",
				 "timestamp_header":"X-Time","nonce_header":"X-Nonce","encoding":"hex"}""",
				"{\"secret\":\"test-hmac-secret\"}");
		act(id, "order");
		Call call = lastCall();
		assertThat(call.body()).isEqualTo("{\"é\":1}");
		assertSigned(call, "v1=%s,k=k1");
		read(id, "/orders&q=a%20b");
		assertThat(lastCall().uri()).isEqualTo("/api/orders?q=a%20b");
		assertSigned(lastCall(), "v1=%s,k=k1");
		assertThat(Instant.ofEpochSecond(Long.parseLong(String.valueOf(call.header("X-Time")))))
			.isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now().plusSeconds(1));
	}

	private static void assertSigned(Call call, String form) {
		String signed = String.join("\n", call.method(), call.uri(), call.header("X-Time"), call.header("X-Nonce"),
				call.body());
		byte[] digest = Hmac.compute("HmacSHA256", "test-hmac-secret".getBytes(StandardCharsets.UTF_8),
				signed.getBytes(StandardCharsets.UTF_8));
		assertThat(call.header("X-Signature")).isEqualTo(form.formatted(HexFormat.of().formatHex(digest)));
	}

	@ParameterizedTest
	@CsvSource({ "sha1,text,base64,test-hmac-secret", "sha384,hex,base64url,74657374", "sha512,base64,hex,dGVzdA==",
			"sha256,hex,,74657374" })
	void signsWithAnyDigestAndEncoding(String algorithm, String secretEncoding, @Nullable String encoding,
			String secret) throws Exception {
		String id = connector("""
				{"strategy":"hmac","string_to_sign":"{method}","signature_header":"X-Signature","algorithm":"%s",
				 "secret_encoding":"%s","key_id":"k7","key_id_header":"X-Key"%s}""".formatted(algorithm, secretEncoding,
				(encoding == null) ? "" : ",\"encoding\":\"" + encoding + "\""), "{\"secret\":\"" + secret + "\"}");
		assertThat(read(id, "/me").status()).isEqualTo(200);
		String key = secretEncoding.equals("text") ? secret : "test";
		byte[] digest = Hmac.compute("Hmac" + algorithm.toUpperCase(Locale.ROOT), key.getBytes(StandardCharsets.UTF_8),
				"GET".getBytes(StandardCharsets.UTF_8));
		assertThat(lastCall().header("X-Signature")).isEqualTo(switch (String.valueOf(encoding)) {
			case "base64" -> Base64.getEncoder().encodeToString(digest);
			case "base64url" -> Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
			default -> HexFormat.of().formatHex(digest);
		});
		assertThat(lastCall().header("X-Key")).isEqualTo("k7");
	}

	@ParameterizedTest
	@CsvSource({ "hex,xyz!", "base64,###" })
	void reportsSecretWithWrongEncoding(String encoding, String secret) {
		String id = connector(
				"""
						{"strategy":"hmac","string_to_sign":"{method}","signature_header":"X-Signature","secret_encoding":"%s"}"""
					.formatted(encoding),
				"{\"secret\":\"" + secret + "\"}");
		Answer answer = read(id, "/me");
		assertThat(answer.code()).isEqualTo("configuration_invalid");
		assertThat(answer.text()).doesNotContain(secret).contains("secret_encoding");
		assertThat(this.upstream.calls()).isEmpty();
	}

	@Test
	void usesNewNonceForEachAttempt() {
		String id = connector("""
				{"strategy":"hmac","string_to_sign":"{method}\\n{path_and_query}\\n{timestamp}\\n{nonce}\\n{body}",
				 "signature_header":"X-Signature","timestamp_header":"X-Time","nonce_header":"X-Nonce"}""",
				"{\"secret\":\"test-hmac-secret\"}");
		this.upstream.respondWith(Reply.json(503, "{}"));
		act(id, "replace");
		List<Call> calls = this.upstream.calls();
		assertThat(calls).hasSize(3).allSatisfy((call) -> assertSigned(call, "%s"));
		assertThat(calls.stream().map((call) -> call.header("X-Nonce")).distinct()).hasSize(3);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
							{"strategy":"hmac","string_to_sign":"{method}{colour}","signature_header":"X-S"} | /auth_config/string_to_sign
							{"strategy":"hmac","string_to_sign":"{key_id}","signature_header":"X-S"} | /auth_config/key_id
							{"strategy":"hmac","string_to_sign":"{body}","signature_header":"Host"} | /auth_config/signature_header
							{"strategy":"hmac","string_to_sign":"{body}","signature_header":"X-S","nonce_header":"a b"} | /auth_config/nonce_header
							{"strategy":"hmac","string_to_sign":"{body}","signature_header":"X-S","algorithm":"md5"} | /auth_config/algorithm
							{"strategy":"hmac","string_to_sign":"{body}","signature_header":"X-S","signature_format":"none"} | /auth_config/signature_format
							{"strategy":"hmac","string_to_sign":"{body}","signature_header":"X-S","nonce_header":"X-S"} | /auth_config/nonce_header
							{"strategy":"hmac","string_to_sign":"{body}","signature_header":"X-S","timestamp_header":"x-s"} | /auth_config/timestamp_header
							{"strategy":"hmac","string_to_sign":"{body}","signature_header":"X-S","key_id":"k","key_id_header":"X_S"} | /auth_config/key_id_header
							{"strategy":"hmac","string_to_sign":"{body}","signature_header":"X-S","timestamp_header":"X-T","nonce_header":"X-t"} | /auth_config/nonce_header
							{"strategy":"hmac","string_to_sign":"{body}","signature_header":"X-S","extra_headers":{"x-s":{"value":"v"}}} | /auth_config/extra_headers/x-s
							{"strategy":"headers","headers":{}} | /auth_config/headers
							{"strategy":"headers","headers":{"X-A":{},"x_a":{}}} | /auth_config/headers/x_a
							{"strategy":"headers","headers":{"X-A":{},"x-a":{}}} | /auth_config/headers/x-a
							{"strategy":"headers","headers":{"Content-Length":{}}} | /auth_config/headers/Content-Length
							{"strategy":"headers","headers":{"X-A":{"value":"v","prefix":"p"}}} | /auth_config/headers/X-A
							{"strategy":"headers","headers":{"X-A":{"vault_path":"kv/data/tenant_other/x"}}} | /auth_config/headers/X-A/vault_path
							{"strategy":"headers","headers":{"X-A":{}},"extra_headers":{"Host":{}}} | /auth_config/extra_headers/Host
					{"strategy":"headers","headers":{"X-A":{}},"extra_headers":[]} | /auth_config/extra_headers
					{"strategy":"headers","headers":{"X-A":{}},"extra_headers":{"X-B":{"vault_path":"kv/data/tenant_x/y"}}} | /auth_config/extra_headers/X-B/vault_path
					{"strategy":"aws_sigv4","region":"eu central"} | /auth_config/region
							{"strategy":"session_login","login_url":"http://10.0.0.1/login","fields":{"user":{}},"token_at":"/t"} | /auth_config/login_url
							{"strategy":"session_login","login_url":"https://example.com","login_format":"basic","fields":{"user":{}},"token_at":"/t"} | /auth_config/fields
							{"strategy":"session_login","login_url":"https://example.com","fields":{"user":{}},"token_at":"t"} | /auth_config/token_at
							""")
	void rejectsUnusableSigningConfiguration(String config, String pointer) {
		Answer answer = this.tenant.post(ServiceClient.CONFIGURATIONS,
				body(config, "{}").replace(",\n \"credentials\":{}", ""));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.pointers()).contains(pointer);
	}

	@Test
	void signsWithAwsSignature() {
		String id = connector("{\"strategy\":\"aws_sigv4\",\"region\":\"eu-central-1\",\"service\":\"s3\"}",
				"{\"access_key_id\":\"TESTKEYID\",\"secret_access_key\":\"test-aws-secret\",\"session_token\":\"test-session\"}");
		act(id, "order");
		Call call = lastCall();
		assertThat(call.header("Authorization")).startsWith("AWS4-HMAC-SHA256 Credential=TESTKEYID/")
			.contains("/eu-central-1/s3/aws4_request",
					"SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token");
		assertThat(call.header("X-Amz-Security-Token")).isEqualTo("test-session");
		assertThat(call.header("X-Amz-Content-Sha256"))
			.isEqualTo(HexFormat.of().formatHex(Sha256.digest(call.body().getBytes(StandardCharsets.UTF_8))));
		assertThat(call.header("Content-Type")).isEqualTo("application/json");
	}

	@Test
	void signsForOtherAwsServices() {
		String id = connector("{\"strategy\":\"aws_sigv4\",\"region\":\"us-east-1\",\"service\":\"execute-api\"}",
				"{\"access_key_id\":\"TESTKEYID\",\"secret_access_key\":\"test-aws-secret\"}");
		this.upstream.respondWith((call) -> Reply.json(200, "\"" + call.header("Authorization") + "\""));
		Answer answer = read(id, "/things%20of%20mine&flag&b=2&a=1");
		assertThat(lastCall().header("Authorization"))
			.contains("/us-east-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=");
		assertThat(lastCall().header("X-Amz-Content-Sha256")).isNull();
		assertThat(answer.text()).doesNotContain("TESTKEYID", "test-aws-secret");
	}

	@ParameterizedTest
	@CsvSource({ "json,application/json", "form,application/x-www-form-urlencoded", "basic," })
	void logsInOnceAndUsesTheSession(String format, String mediaType) {
		AtomicInteger logins = new AtomicInteger();
		this.upstream.respondWith((call) -> {
			if (call.uri().equals("/login")) {
				return Reply.json(200,
						"{\"result\":{\"sid\":\"test-session-%d\"},\"ttl\":3600}".formatted(logins.incrementAndGet()));
			}
			return ("sid=test-session-" + logins.get()).equals(call.header("Cookie")) && logins.get() < 3
					? Reply.json(200, "{}") : Reply.json(401, "{}");
		});
		String id = connector(
				"""
						{"strategy":"session_login","login_url":"%s/login","login_format":"%s","token_at":"/result/sid","expires_in_at":"/ttl",
						 "token_header":"Cookie","token_prefix":"sid=",
						 "fields":{"username":{"value":"test-user"},"password":{"credential":"pass"}}}"""
					.formatted(this.upstream.url(), format),
				"{\"pass\":\"test-login-password\"}");
		for (int i = 0; i < 3; i++) {
			assertThat(read(id, "/me").status()).isEqualTo(200);
		}
		assertThat(logins).hasValue(1);
		Call login = this.upstream.calls().getFirst();
		assertThat(login.header("Content-Type")).isEqualTo(mediaType);
		assertThat(switch (format) {
			case "json" -> login.body().equals("{\"password\":\"test-login-password\",\"username\":\"test-user\"}");
			case "form" -> login.body().equals("password=test-login-password&username=test-user");
			default -> "Basic dGVzdC11c2VyOnRlc3QtbG9naW4tcGFzc3dvcmQ=".equals(login.header("Authorization"));
		}).as(login.body()).isTrue();
	}

	@Test
	void reportsRefusedLogin() {
		this.upstream.respondWith(Reply.json(401, "{\"you\":\"sent test-login-password\"}"));
		String id = connector("""
				{"strategy":"session_login","login_url":"%s/login","token_at":"/sid","fields":{"password":{}}}"""
			.formatted(this.upstream.url()), "{\"password\":\"test-login-password\"}");
		Answer answer = read(id, "/me");
		assertThat(answer.code()).isEqualTo("token_request_refused");
		assertThat(answer.text()).doesNotContain("test-login-password");
		assertThat(this.upstream.calls()).hasSize(1);
		read(id, "/me");
		assertThat(this.upstream.calls()).as("left alone for a while").hasSize(1);
	}

}
