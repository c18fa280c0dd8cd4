package io.connectorservice.oauth;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.secret.SecretStoreProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Complete authorization flows against Spring Authorization Server.
 */
@ConnectorServiceTest
class AuthorizationServerFlowIntegrationTests {

	private static AuthorizationServer server;

	private final UpstreamServer api = UpstreamServer.start();

	private final HttpClient browser = HttpClient.newHttpClient();

	private final ServiceClient tenant;

	@Autowired
	private SecretStoreProbe store;

	AuthorizationServerFlowIntegrationTests(@Autowired ServiceClient client) {
		this.tenant = client.asNewTenant();
		this.api.respondWith(AuthorizationServerFlowIntegrationTests::answer);
	}

	private static Reply answer(Call call) {
		String authorization = String.valueOf(call.header("Authorization"));
		boolean active = authorization.startsWith("Bearer ") && server.isActive(authorization.substring(7));
		return active ? Reply.json(200, "{\"ok\":true}") : Reply.json(401, "{\"ok\":false}");
	}

	@BeforeAll
	static void startServer() {
		server = new AuthorizationServer();
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@AfterEach
	void stopApi() {
		this.api.close();
		this.browser.close();
	}

	private String create(String clientId, String method, String credentials) {
		return this.tenant.create("""
				{"connector_name":"c","service_name":"suite","auth_type":"oauth2","scopes":["read","write"],
				 "auth_config":{"client_id":"%1$s","token_endpoint_auth_method":"%2$s",
				   "auth_url":"%3$s/oauth2/authorize","token_url":"%3$s/oauth2/token",
				   "revocation_url":"%3$s/oauth2/revoke","redirect_uri":"%4$s","issuer":"%3$s"},
				 "api_spec":{"servers":[{"url":"%5$s"}]},"credentials":%6$s}""".formatted(clientId, method,
				server.url(), AuthorizationServer.REDIRECT_URI, this.api.url(), credentials));
	}

	/** Follows the redirects to the provider and back like the user's browser. */
	private Answer connect(String id) {
		Answer begun = TestAuthorizationFlows.begin(this.tenant, id, "{}");
		Answer page = followRedirects(begun);
		if (page.status() == 200) {
			TestAuthorizationFlows.confirmSuccessfully(this.tenant, id, begun);
		}
		return page;
	}

	private Answer followRedirects(Answer begun) {
		URI back = followAuthorizationUrl(begun);
		assertThat(back).asString().startsWith(AuthorizationServer.REDIRECT_URI).contains("code=");
		return this.tenant.get(back.getRawPath() + "?" + back.getRawQuery());
	}

	private URI followAuthorizationUrl(Answer begun) {
		try {
			URI url = URI.create(begun.json().path("authorization_url").asString());
			HttpResponse<String> answer = this.browser.send(
					HttpRequest.newBuilder(url).header("Accept", "text/html").build(),
					HttpResponse.BodyHandlers.ofString());
			return URI.create(answer.headers().firstValue("Location").orElseThrow(() -> new AssertionError(answer)));
		}
		catch (IOException failure) {
			throw new IllegalStateException(failure);
		}
		catch (InterruptedException interrupted) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(interrupted);
		}
	}

	private int read(String id) {
		return this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/me").status();
	}

	private Optional<String> readStored(String id, String field) {
		String tenantId = this.tenant.tenantId();
		return this.store.read(tenantId, "kv/data/tenant_" + tenantId + "/connectors/" + id + "/tokens#" + field);
	}

	// A token that is refused just after it was granted is not refreshed.
	private void endAccessToken(String id) {
		server.invalidate(readStored(id, "access_token").orElseThrow());
		String tenantId = this.tenant.tenantId();
		this.store.write(tenantId, "kv/data/tenant_" + tenantId + "/connectors/" + id + "/tokens#obtained_at",
				Instant.now().minus(Duration.ofMinutes(2)).toString());
	}

	@ParameterizedTest(name = "{1}")
	@CsvSource(delimiter = '|', textBlock = """
			confidential | client_secret_basic | {"client_secret":"s3cret:+/ ü"}
			post         | client_secret_post  | {"client_secret":"s3cret"}
			""")
	void connectsReadsAndRefreshesWithRotation(String clientId, String method, String credentials) {
		String id = create(clientId, method, credentials);
		Answer page = connect(id);
		assertThat(page.status()).as(page.text()).isEqualTo(200);
		assertThat(read(id)).isEqualTo(200);
		String refresh = readStored(id, "refresh_token").orElseThrow();
		for (int i = 0; i < 3; i++) {
			endAccessToken(id);
			assertThat(read(id)).isEqualTo(200);
			assertThat(readStored(id, "refresh_token")).isPresent().get().isNotEqualTo(refresh);
			refresh = readStored(id, "refresh_token").orElseThrow();
		}
		String access = readStored(id, "access_token").orElseThrow();
		assertThat(server.isActive(access)).isTrue();
		this.tenant.delete(ServiceClient.CONFIGURATIONS + "/" + id);
		assertThat(server.isActive(access)).as("revoked").isFalse();
	}

	@Test
	void connectsPublicClientWithPkceOnly() {
		String id = create("public", "none", "{}");
		assertThat(connect(id).status()).isEqualTo(200);
		assertThat(read(id)).isEqualTo(200);
		// This server issues no refresh tokens to public clients.
		assertThat(readStored(id, "refresh_token")).isEmpty();
		endAccessToken(id);
		assertThat(read(id)).isGreaterThanOrEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "wrong", "s3cret" })
	void reportsRefusedClient(String secret) {
		String id = create("confidential", "client_secret_basic", "{\"client_secret\":\"" + secret + "\"}");
		Answer page = connect(id);
		assertThat(page.status()).isEqualTo(400);
		assertThat(page.text()).contains("invalid_client").doesNotContain(secret + "<");
		assertThat(readStored(id, "access_token")).isEmpty();
	}

	@Test
	void rejectsCodeOfAnotherFlow() {
		String id = create("post", "client_secret_post", "{\"client_secret\":\"s3cret\"}");
		URI first = followAuthorizationUrl(TestAuthorizationFlows.begin(this.tenant, id, "{}"));
		String code = first.getRawQuery().replaceAll(".*code=([^&]+).*", "$1");
		String state = TestAuthorizationFlows.beginAndReadState(this.tenant, id);
		Answer injected = this.tenant.get(TestAuthorizationFlows.CALLBACK + "?code=" + code + "&state=" + state);
		assertThat(injected.status()).as("its verifier is another").isEqualTo(400);
		assertThat(injected.text()).contains("invalid_grant");
		assertThat(readStored(id, "access_token")).isEmpty();
	}

}
