package io.connectorservice.oauth;

import java.util.List;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.secret.SecretStoreProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cases in which a stored token must not be used, because it was granted for something
 * else or the service refuses it; and cases in which cached secrets are outdated.
 */
@ConnectorServiceTest
class GrantFingerprintIntegrationTests {

	private final UpstreamServer service = UpstreamServer.start();

	private final ServiceClient tenant;

	private final SecretStoreProbe store;

	private volatile String secret = "first-secret";

	private volatile Reply refusal = Reply.json(200, "{\"ok\":true}");

	GrantFingerprintIntegrationTests(@Autowired ServiceClient client, @Autowired SecretStoreProbe store) {
		this.tenant = client.asNewTenant();
		this.store = store;
		this.service.respondWith(this::answer);
	}

	private Reply answer(Call call) {
		if (!call.uri().startsWith("/token") && !call.uri().startsWith("/login")) {
			return call.headers().values().toString().contains("refused") ? this.refusal
					: Reply.json(200, "{\"ok\":true}");
		}
		return call.body().contains(this.secret)
				? Reply.json(200, "{\"access_token\":\"access-" + tokenCalls().size() + "\",\"expires_in\":3600}")
				: Reply.json(401, "{\"error\":\"invalid_client\"}");
	}

	@AfterEach
	void stopService() {
		this.service.close();
	}

	private List<Call> tokenCalls() {
		return this.service.calls()
			.stream()
			.filter((call) -> call.uri().startsWith("/token") || call.uri().startsWith("/login"))
			.toList();
	}

	private String authConfig(String more) {
		return """
				{"grant_type":"client_credentials","client_id":"c","token_endpoint_auth_method":"client_secret_post",
				 "token_url":"%s/token"%s}""".formatted(this.service.url(), more);
	}

	private String create(String authType, String authConfig, String credentials) {
		return this.tenant.create("""
				{"connector_name":"c","service_name":"mine","auth_type":"%s","auth_config":%s,"scopes":["a"],
				 "api_spec":{"servers":[{"url":"%s/api"}]},"credentials":%s}""".formatted(authType, authConfig,
				this.service.url(), credentials));
	}

	private void read(String id) {
		Answer answer = this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/me");
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
	}

	private void change(String id, String json) {
		Answer changed = this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id, json);
		assertThat(changed.status()).as(changed.text()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			"scopes":["a","b"]                                | 2
			"scopes":[]                                       | 2
			"auth_config":{,"audience":"https://x.example"}   | 2
			"auth_config":{,"resource":"https://x.example"}   | 2
			"auth_config":{,"token_params":{"tenant":"x"}}    | 2
			"auth_config":{,"revocation_url":"URL/revoke"}    | 1
			"connector_name":"renamed"                        | 1
			"scopes":["a"]                                    | 1
			""")
	void requestsNewTokenAfterChangeOfPermissions(String change, int calls) {
		String id = create("oauth2", authConfig(""), "{\"client_secret\":\"first-secret\"}");
		read(id);
		String more = change.replaceFirst("^\"auth_config\":\\{(.*)}$", "$1").replace("URL", this.service.url());
		change(id, change.startsWith("\"auth_config") ? "{\"auth_config\":" + withPath(id, more) + "}"
				: "{" + change + "}");
		read(id);
		read(id);
		assertThat(tokenCalls()).hasSize(calls);
		assertThat(this.service.lastCall().header("Authorization")).isEqualTo("Bearer access-" + calls);
	}

	private String withPath(String id, String more) {
		String path = this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id)
			.json()
			.at("/auth_config/client_secret_vault_path")
			.asString();
		return authConfig(more + ",\"client_secret_vault_path\":\"" + path + "\"");
	}

	private String login(String user, String path) {
		return """
				{"strategy":"session_login","login_url":"%s/login","token_at":"/access_token",
				 "fields":{"user":{"value":"%s"},"password":{"credential":"password"%s}}}"""
			.formatted(this.service.url(), user, path);
	}

	@Test
	void logsInAgainAfterChangeOfUser() {
		String id = create("custom", login("ann", ""), "{\"password\":\"first-secret\"}");
		read(id);
		String path = this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id)
			.json()
			.at("/auth_config/fields/password/vault_path")
			.asString();
		change(id, "{\"auth_config\":" + login("ben", ",\"vault_path\":\"" + path + "\"") + "}");
		read(id);
		assertThat(tokenCalls()).hasSize(2);
		assertThat(tokenCalls().getLast().body()).contains("ben");
	}

	@Test
	void usesRotatedClientSecretImmediately() {
		String id = create("oauth2", authConfig(""), "{\"client_secret\":\"first-secret\"}");
		read(id);
		this.secret = "second-secret";
		this.store.write(this.tenant.tenantId(), secretPath(id, "/auth_config/client_secret_vault_path"),
				"second-secret");
		change(id, "{\"scopes\":[\"b\"]}");
		read(id);
		assertThat(tokenCalls()).hasSize(3);
		assertThat(tokenCalls().get(1).body()).contains("first-secret");
		assertThat(tokenCalls().get(2).body()).contains("second-secret");
	}

	@Test
	void usesRotatedLoginPasswordImmediately() {
		String id = create("custom", login("ann", ""), "{\"password\":\"first-secret\"}");
		read(id);
		this.secret = "second-secret";
		String path = secretPath(id, "/auth_config/fields/password/vault_path");
		this.store.write(this.tenant.tenantId(), path, "second-secret");
		change(id, "{\"auth_config\":" + login("ben", ",\"vault_path\":\"" + path + "\"") + "}");
		read(id);
		assertThat(tokenCalls()).hasSize(3);
	}

	private String secretPath(String id, String pointer) {
		return this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id).json().at(pointer).asString();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			200 | {"ok":false,"error":"token_expired"}              | true
			400 | {"error":{"code":190,"message":"expired"}}        | true
			500 | {"ok":false,"error":"token_expired"}              | true
			200 | {"ok":false,"error":"channel_not_found"}          | false
			200 | {"ok":false,"error":{"code":191}}                 | false
			400 | token_expired                                     | false
			""")
	void refreshesTokenRefusedByServiceSpecificError(int status, String body, boolean renewed) {
		String id = this.tenant.create("""
				{"connector_name":"c","service_name":"suite-chat","auth_type":"oauth2",
				 "auth_config":{"client_id":"c"},"metadata":{"port":"%s"},
				 "credentials":{"client_secret":"first-secret","access_token":"refused","refresh_token":"r"}}"""
			.formatted(this.service.url().replaceAll(".*:", "")));
		this.service.respondWith((call) -> call.uri().contains("/token")
				? Reply.json(200, "{\"access_token\":\"new-one\",\"expires_in\":3600}") : answer(call));
		this.refusal = Reply.json(status, body);
		Answer answer = this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/me");
		assertThat(answer.status()).as(answer.text()).isEqualTo(renewed ? 200 : 502);
		assertThat(this.service.calls().stream().filter((call) -> call.uri().contains("/token")).count())
			.isEqualTo(renewed ? 1 : 0);
	}

}
