package io.connectorservice.connector.web;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.UpstreamServer;
import io.connectorservice.secret.SecretStoreProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Takes secrets in, uses them at once, removes them with their connector and never shows
 * them.
 */
@ConnectorServiceTest
class CredentialsIntegrationTests {

	private static final String KEY = "test-key-1a2b3c";

	private final UpstreamServer upstream = UpstreamServer.start();

	private final ServiceClient tenant;

	private final SecretStoreProbe store;

	private final String me;

	CredentialsIntegrationTests(@Autowired ServiceClient client, @Autowired SecretStoreProbe store) {
		this.tenant = client.asNewTenant();
		this.store = store;
		this.me = this.tenant.tenantId();
	}

	@AfterEach
	void stopUpstream() {
		this.upstream.close();
		this.store.workFor(this.me);
	}

	private Answer create(TestConfigurations configuration) {
		Answer answer = this.tenant.post(ServiceClient.CONFIGURATIONS, configuration.json());
		assertThat(answer.status()).as(answer.text()).isEqualTo(201);
		return answer;
	}

	private Answer createWithKey(String name) {
		return create(TestConfigurations.at(this.upstream.url())
			.withName(name)
			.with("credentials", "{\"api_key\":\"" + KEY + "\"}"));
	}

	private static String path(Answer connector) {
		return connector.json().at("/auth_config/secret_key_vault_path").asString("");
	}

	private String pathNow(Answer connector) {
		return path(this.tenant.get(connector.location()));
	}

	private String keyUsedBy(Answer connector) {
		this.tenant.post(ServiceClient.BASE + "/" + connector.json().path("id").asString() + "/test-connection");
		return String.valueOf(this.upstream.lastCall().header("X-Api-Key"));
	}

	@Test
	void storesSecretFromConfiguration() {
		Answer made = createWithKey("a");
		assertThat(path(made)).startsWith("kv/data/tenant_" + this.me + "/");
		assertThat(this.store.read(this.me, path(made))).contains(KEY);
		assertThat(keyUsedBy(made)).isEqualTo(KEY);
	}

	@Test
	void showsNoSecretInResponses() {
		Answer made = createWithKey("a");
		assertThat(made.text()).doesNotContain(KEY);
		assertThat(this.tenant.get(made.location()).text()).doesNotContain(KEY);
		assertThat(this.tenant.get(ServiceClient.CONFIGURATIONS).text()).doesNotContain(KEY);
		assertThat(this.tenant.put(made.location(), "{\"is_active\":false}").text()).doesNotContain(KEY);
		Answer stored = this.tenant.put(made.location() + "/credentials", "{\"api_key\":\"" + KEY + "-2\"}");
		assertThat(stored.status()).isEqualTo(204);
		assertThat(stored.text()).isEmpty();
	}

	@Test
	void keepsSecretWhenConfigurationChanges() {
		Answer made = createWithKey("a");
		Answer changed = this.tenant.put(made.location(),
				"{\"auth_config\":{\"api_key_name\":\"X-Api-Key\",\"key_location\":\"header\",\"value_prefix\":\"Key \"}}");
		assertThat(path(changed)).isEqualTo(path(made));
		assertThat(keyUsedBy(made)).isEqualTo("Key " + KEY);
	}

	@Test
	void usesNewSecretImmediately() {
		Answer made = createWithKey("a");
		assertThat(keyUsedBy(made)).isEqualTo(KEY);
		this.tenant.put(made.location() + "/credentials", "{\"api_key\":\"next-key\"}");
		assertThat(keyUsedBy(made)).isEqualTo("next-key");
		assertThat(pathNow(made)).isEqualTo(path(made));
	}

	@Test
	void assignsPathToSecretStoredLater() {
		Answer made = create(TestConfigurations.at(this.upstream.url()));
		assertThat(path(made)).isEmpty();
		Answer early = this.tenant
			.post(ServiceClient.BASE + "/" + made.json().path("id").asString() + "/test-connection");
		assertThat(early.status()).isEqualTo(409);
		assertThat(early.code()).isEqualTo("secret_missing");
		assertThat(this.upstream.calls()).isEmpty();
		this.tenant.put(made.location() + "/credentials", "{\"api_key\":\"" + KEY + "\"}");
		assertThat(keyUsedBy(made)).isEqualTo(KEY);
		assertThat(this.store.read(this.me, pathNow(made))).contains(KEY);
	}

	@Test
	void writesToPathNamedInConfiguration() {
		String path = "kv/data/tenant_" + this.me + "/shared/tracker#key";
		this.store.write(this.me, "kv/data/tenant_" + this.me + "/shared/tracker#other", "stays");
		Answer made = create(TestConfigurations.at(this.upstream.url())
			.with("auth_config",
					"{\"api_key_name\":\"X-Api-Key\",\"key_location\":\"header\",\"secret_key_vault_path\":\"" + path
							+ "\"}"));
		this.tenant.put(made.location() + "/credentials", "{\"api_key\":\"" + KEY + "\"}");
		assertThat(this.store.read(this.me, path)).contains(KEY);
		assertThat(this.store.read(this.me, "kv/data/tenant_" + this.me + "/shared/tracker#other")).contains("stays");
		assertThat(keyUsedBy(made)).isEqualTo(KEY);
	}

	@Test
	void acceptsBothSecretsOfBasic() {
		Answer made = create(TestConfigurations.basic()
			.serverAt(this.upstream.url())
			.with("auth_config", "{}")
			.with("credentials", "{\"username\":\"u\",\"password\":\"p\"}"));
		this.tenant.post(ServiceClient.BASE + "/" + made.json().path("id").asString() + "/test-connection");
		assertThat(this.upstream.lastCall().header("Authorization")).isEqualTo("Basic dTpw");
	}

	@Test
	void removesASecretWithItsConnector() {
		Answer made = createWithKey("a");
		assertThat(this.tenant.delete(made.location()).status()).isEqualTo(204);
		assertThat(this.store.read(this.me, path(made))).isEmpty();
	}

	@Test
	void keepsSharedSecretUntilLastConnectorIsDeleted() {
		Answer first = createWithKey("a");
		Answer second = create(TestConfigurations.at(this.upstream.url())
			.withName("b")
			.with("auth_config",
					"{\"api_key_name\":\"X-Api-Key\",\"key_location\":\"header\",\"secret_key_vault_path\":\""
							+ path(first) + "\"}"));
		this.tenant.delete(first.location());
		assertThat(this.store.read(this.me, path(first))).contains(KEY);
		assertThat(keyUsedBy(second)).isEqualTo(KEY);
		this.tenant.delete(second.location());
		assertThat(this.store.read(this.me, path(first))).isEmpty();
	}

	@Test
	void keepsSecretThatItDidNotWrite() {
		String path = "kv/data/tenant_" + this.me + "/by/operators";
		this.store.write(this.me, path, KEY);
		Answer made = create(TestConfigurations.at(this.upstream.url())
			.with("auth_config",
					"{\"api_key_name\":\"X-Api-Key\",\"key_location\":\"header\",\"secret_key_vault_path\":\"" + path
							+ "\"}"));
		assertThat(keyUsedBy(made)).isEqualTo(KEY);
		this.tenant.delete(made.location());
		assertThat(this.store.read(this.me, path)).contains(KEY);
	}

	@Test
	void createsNoConnectorIfSecretCannotBeStored() {
		this.store.failFor(this.me);
		Answer answer = this.tenant.post(ServiceClient.CONFIGURATIONS,
				TestConfigurations.at(this.upstream.url()).with("credentials", "{\"api_key\":\"k\"}").json());
		assertThat(answer.status()).isEqualTo(503);
		assertThat(answer.code()).isEqualTo("secret_store_unavailable");
		assertThat(answer.header("Retry-After")).isEqualTo("5");
		assertThat(this.tenant.get(ServiceClient.CONFIGURATIONS).json().at("/pagination/total").asInt()).isZero();
	}

	@Test
	void servesConfigurationsWhileStoreIsDown() {
		Answer made = createWithKey("a");
		this.store.failFor(this.me);
		create(TestConfigurations.apikey().withName("b"));
		assertThat(this.tenant.get(made.location()).status()).isEqualTo(200);
		assertThat(this.tenant.put(made.location(), "{\"is_active\":true}").status()).isEqualTo(200);
		assertThat(this.tenant.put(made.location() + "/credentials", "{\"api_key\":\"k\"}").status()).isEqualTo(503);
		Answer used = this.tenant
			.post(ServiceClient.BASE + "/" + made.json().path("id").asString() + "/test-connection");
		assertThat(used.status()).isEqualTo(503);
		assertThat(used.code()).isEqualTo("secret_store_unavailable");
		assertThat(used.header("Retry-After")).isEqualTo("5");
		assertThat(this.tenant.get(made.location()).json().get("last_error").isNull()).isTrue();
		assertThat(this.tenant.delete(made.location()).status()).isEqualTo(204);
		this.store.workFor(this.me);
		Answer other = createWithKey("c");
		this.tenant.delete(other.location());
		assertThat(this.store.read(this.me, path(made))).isEmpty();
	}

}
