package io.connectorservice.oauth;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.TestAwait;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.secret.SecretStoreProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Removes and revokes tokens when their connector is deleted or becomes another client.
 */
@ConnectorServiceTest
class DisconnectionIntegrationTests {

	private final TokenEndpointServer provider = new TokenEndpointServer();

	private final ServiceClient tenant;

	@Autowired
	private SecretStoreProbe store;

	DisconnectionIntegrationTests(@Autowired ServiceClient client) {
		this.tenant = client.asNewTenant();
	}

	@AfterEach
	void stopProvider() {
		this.provider.close();
	}

	private String createConnected(String more) {
		String id = this.tenant.create(this.provider.connector(more));
		assertThat(TestAuthorizationFlows.connect(this.tenant, id).status()).isEqualTo(200);
		return id;
	}

	private String prefix() {
		return "kv/data/tenant_" + this.tenant.tenantId() + "/";
	}

	private Optional<String> readStored(String path) {
		return this.store.read(this.tenant.tenantId(), prefix() + path);
	}

	private String status(String id) {
		return this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id).json().path("connection_status").asString();
	}

	private int delete(String id) {
		return this.tenant.delete(ServiceClient.CONFIGURATIONS + "/" + id).status();
	}

	@Test
	void removesTokensOfAuthorizationFlow() {
		String id = createConnected("");
		assertThat(readStored("connectors/" + id + "/tokens#access_token")).contains("access-1");
		assertThat(readStored("connectors/" + id + "/tokens#obtained_at")).isPresent();
		assertThat(delete(id)).isEqualTo(204);
		for (String field : new String[] { "access_token", "refresh_token", "obtained_at", "expires_at" }) {
			assertThat(readStored("connectors/" + id + "/tokens#" + field)).isEmpty();
		}
		assertThat(readStored("connectors/" + id + "#client_secret")).isEmpty();
		assertThat(this.provider.calls("/revoke")).isEmpty();
	}

	@Test
	void removesTokensRefreshedFromProvidedOne() {
		String id = this.tenant.create(this.provider.connector("")
			.replace("\"credentials\":{", "\"credentials\":{\"refresh_token\":\"refresh-0\","));
		assertThat(this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/me").status()).isEqualTo(200);
		assertThat(readStored("connectors/" + id + "/tokens#expires_at")).isPresent();
		assertThat(delete(id)).isEqualTo(204);
		assertThat(readStored("connectors/" + id + "/tokens#expires_at")).isEmpty();
	}

	@ParameterizedTest(name = "{0} and {1}")
	@CsvSource({ "mine#a, mine#b, 201", "mine#a, theirs#b, 400", "mine, mine#b, 201", "mine, theirs, 400" })
	void refusesTokensInTwoDocuments(String access, String refresh, int status) {
		Answer answer = this.tenant.post(ServiceClient.CONFIGURATIONS,
				this.provider.connector("\"access_token_vault_path\":\"%s\",\"refresh_token_vault_path\":\"%s\","
					.formatted(prefix() + access, prefix() + refresh)));
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		if (status == 400) {
			assertThat(answer.json().path("errors").path(0).path("pointer").asString())
				.isEqualTo("/auth_config/access_token_vault_path");
		}
	}

	@Test
	void keepsForeignFieldsOfTokenDocument() {
		this.store.write(this.tenant.tenantId(), prefix() + "mine#note", "keep me");
		String id = createConnected("\"refresh_token_vault_path\":\"" + prefix() + "mine#refresh\",");
		assertThat(readStored("mine#refresh")).contains("refresh-1");
		assertThat(delete(id)).isEqualTo(204);
		assertThat(readStored("mine#refresh")).isEmpty();
		assertThat(readStored("mine#access_token")).isEmpty();
		assertThat(readStored("mine#note")).contains("keep me");
	}

	@Test
	void revokesTokenAtDeletion() {
		String id = createConnected("\"revocation_url\":\"" + this.provider.url() + "/revoke\",");
		assertThat(delete(id)).isEqualTo(204);
		assertThat(this.provider.calls("/revoke")).hasSize(1);
		Call revocation = this.provider.calls("/revoke").getFirst();
		assertThat(revocation.method()).isEqualTo("POST");
		assertThat(revocation.body()).contains("token=refresh-1");
		assertThat(revocation.header("Authorization")).startsWith("Basic ");
		assertThat(revocation.header("Content-Type")).startsWith("application/x-www-form-urlencoded");
	}

	@Test
	void revokesUnconfirmedTokensAndKeepsEarlierOnesUntilThen() {
		String id = createConnected("\"revocation_url\":\"" + this.provider.url() + "/revoke\",");
		Answer again = TestAuthorizationFlows.begin(this.tenant, id, "{}");
		this.tenant.get(TestAuthorizationFlows.CALLBACK + "?code=c&state="
				+ TestAuthorizationFlows.readParameters(again).getFirst("state"));
		String pending = "connectors/" + id + "/pending/" + again.json().path("authorization_id").asString();
		assertThat(readStored(pending + "#access_token")).contains("access-2");
		assertThat(readStored("connectors/" + id + "/tokens#access_token")).contains("access-1");
		assertThat(status(id)).isEqualTo("connected");
		assertThat(delete(id)).isEqualTo(204);
		assertThat(this.provider.calls("/revoke")).extracting((call) -> call.body().replaceFirst(".*token=", ""))
			.containsExactlyInAnyOrder("refresh-1", "refresh-2");
		assertThat(readStored(pending + "#access_token")).isEmpty();
		assertThat(readStored("connectors/" + id + "/tokens#access_token")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 302, 400, 401, 404, 429, 500, 503 })
	void deletesDespiteFailedRevocation(int status) {
		this.provider.respondToRevocations((_) -> Reply.json(status, "{\"error\":\"unsupported_token_type\"}"));
		String id = createConnected("\"revocation_url\":\"" + this.provider.url() + "/revoke\",");
		assertThat(delete(id)).isEqualTo(204);
		assertThat(this.provider.calls("/revoke")).hasSize(1);
		assertThat(readStored("connectors/" + id + "/tokens#access_token")).isEmpty();
	}

	@Test
	void doesNotWaitLongForRevocation() {
		CountDownLatch deleted = new CountDownLatch(1);
		this.provider.respondToRevocations((_) -> {
			TestAwait.awaitLatch(deleted);
			return Reply.json(200, "{}");
		});
		String id = createConnected("\"revocation_url\":\"" + this.provider.url() + "/revoke\",");
		assertThat(delete(id)).isEqualTo(204);
		assertThat(this.provider.calls("/revoke")).as("asked, and not waited for").hasSize(1);
		deleted.countDown();
		assertThat(readStored("connectors/" + id + "/tokens#access_token")).isEmpty();
	}

	@ParameterizedTest(name = "{0} becomes {1}")
	@CsvSource(delimiter = '|', textBlock = """
			"client_id":"client-1"     | "client_id":"client-2"
			/token"                    | /token2"
			{                          | {"grant_type":"client_credentials",
			""")
	void deletesTokensAfterChangeOfClient(String part, String instead) {
		String id = createConnected("");
		assertThat(status(id)).isEqualTo("connected");
		String config = this.provider.authConfig("").replace(part, instead);
		assertThat(
				this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id, "{\"auth_config\":" + config + "}").status())
			.isEqualTo(200);
		assertThat(status(id)).isEqualTo("not_connected");
		assertThat(readStored("connectors/" + id + "/tokens#access_token")).isEmpty();
		assertThat(readStored("connectors/" + id + "/tokens#refresh_token")).isEmpty();
		int exchanges = this.provider.calls("/token").size();
		this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/me");
		assertThat(this.provider.calls("/token").stream().skip(exchanges))
			.noneMatch((call) -> call.body().contains("refresh-1"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"scopes\":[\"more\"]}", "{\"connector_name\":\"renamed\"}", "{\"is_active\":true}",
			"{\"metadata\":{\"a\":1}}" })
	void keepsTokensOfTheSameClient(String change) {
		String id = createConnected("");
		assertThat(this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id, change).status()).isEqualTo(200);
		assertThat(status(id)).isEqualTo("connected");
		assertThat(this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/me").status()).isEqualTo(200);
	}

	@Test
	void allowsChangeOfClientWhileStoreIsDown() {
		String id = createConnected("");
		this.store.failFor(this.tenant.tenantId());
		try {
			String config = this.provider.authConfig("").replace("client-1", "client-2");
			assertThat(this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id, "{\"auth_config\":" + config + "}")
				.status()).isEqualTo(200);
		}
		finally {
			this.store.workFor(this.tenant.tenantId());
		}
		assertThat(status(id)).isEqualTo("not_connected");
	}

}
