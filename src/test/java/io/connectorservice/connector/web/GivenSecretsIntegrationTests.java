package io.connectorservice.connector.web;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.json.StrictJson;
import io.connectorservice.oauth.TestKeys;
import io.connectorservice.secret.SecretStoreProbe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Secrets as people paste them: cleaned of what came along, and refused at once where
 * they could never work.
 */
@ConnectorServiceTest
class GivenSecretsIntegrationTests {

	private static final String KEY_FILE = "{\"type\":\"service_account\",\"client_email\":\"a@b\",\"private_key\":\"%s\"}";

	private final ServiceClient tenant;

	private final SecretStoreProbe store;

	GivenSecretsIntegrationTests(@Autowired ServiceClient client, @Autowired SecretStoreProbe store) {
		this.tenant = client.asNewTenant();
		this.store = store;
	}

	private String body(String way, ObjectNode credentials) {
		String[] parts = way.split(" ", 2);
		return """
				{"connector_name":"c","service_name":"mine","auth_type":"%s","auth_config":%s,
				 "api_spec":{"servers":[{"url":"https://127.0.0.1"}]},"credentials":%s}""".formatted(parts[0], parts[1],
				credentials);
	}

	private static String way(String name) {
		return switch (name) {
			case "header" -> "apikey {\"api_key_name\":\"X-Key\",\"key_location\":\"header\"}";
			case "query" -> "apikey {\"api_key_name\":\"key\",\"key_location\":\"query\"}";
			case "basic" -> "basic {}";
			case "hmac" -> "custom {\"strategy\":\"hmac\",\"string_to_sign\":\"{body}\",\"signature_header\":\"X-S\"}";
			case "headers" -> "custom {\"strategy\":\"headers\",\"headers\":{\"X-A\":{\"credential\":\"a\"}}}";
			case "oauth2" -> "oauth2 {\"token_url\":\"https://127.0.0.1/token\",\"client_id\":\"c\"}";
			case "jwt" ->
				"custom {\"strategy\":\"jwt_bearer\",\"token_url\":\"https://127.0.0.1/token\",\"issuer\":\"i\"}";
			case "login" ->
				"custom {\"strategy\":\"session_login\",\"login_url\":\"https://127.0.0.1/l\",\"token_at\":\"/t\",\"fields\":{\"pin\":{}}}";
			default -> throw new IllegalArgumentException(name);
		};
	}

	private static ObjectNode credentials(String name, String value) {
		return StrictJson.mapper().createObjectNode().put(name, unescape(value));
	}

	// \n and the like, and Unicode escapes, as rows cannot hold them
	private static String unescape(String text) {
		return text.translateEscapes()
			.replace("<BOM>", "\ufeff")
			.replace("<NBSP>", "\u00a0")
			.replace("<ZWSP>", "\u200b");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			header  | api_key       | `key-1234\\n`           | key-1234
			header  | api_key       | `<BOM>key-1234`         | key-1234
			header  | api_key       | `<NBSP> key-1234 \\r\\n` | key-1234
			header  | api_key       | `\\tkey 1234<ZWSP>`      | key 1234
			query   | api_key       | `key-1234\\n`           | key-1234
			query   | api_key       | `schl\\u00fcssel`       | schl\\u00fcssel
			basic   | username      | ` ann `                 | ann
			basic   | password      | `pass word \\n`         | `pass word `
			basic   | password      | `p\\u00e4ss:word`       | p\\u00e4ss:word
			hmac    | secret        | `two\\nlines\\n`        | `two\\nlines`
			headers | a             | `<BOM>value<NBSP>`      | value
			oauth2  | client_secret | `\\nsecret`             | secret
			oauth2  | refresh_token | `refresh-0\\n`          | refresh-0
			oauth2  | access_token  | ` access-0\\n`          | access-0
			login   | pin           | `12 34\\n`              | 12 34
			""")
	void stripsPastedExtrasFromSecrets(String way, String name, String given, String kept) {
		ObjectNode both = credentials(name, unicode(given));
		String id = this.tenant.create(body(way(way), both));
		assertThat(this.store.read(this.tenant.tenantId(), path(id))).contains(unicode(kept).translateEscapes());
		Answer stored = this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id + "/credentials", both.toString());
		assertThat(stored.status()).as(stored.text()).isEqualTo(204);
		assertThat(this.store.read(this.tenant.tenantId(), path(id))).contains(unicode(kept).translateEscapes());
	}

	private static String unicode(String text) {
		return text.replace("\\u00fc", "\u00fc").replace("\\u00e4", "\u00e4");
	}

	private String path(String id) {
		return this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id)
			.json()
			.path("auth_config")
			.toString()
			.replaceFirst(".*vault_path\":\"([^\"]*)\".*", "$1");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			header  | api_key       | `key\\n1234`       | position 4
			header  | api_key       | `key\\u00fc1234`   | position 4
			header  | api_key       | `<BOM>`            | is empty
			header  | api_key       | ``                 | is empty
			query   | api_key       | `key\\n1234`       | position 4
			basic   | username      | `ann:bob`          | colon
			basic   | username      | `a\\tb`            | position 2
			basic   | password      | ``                 | placeholder_password
			basic   | password      | `\\n`              | placeholder_password
			basic   | password      | `a\\nb`            | position 2
			headers | a             | `a\\nb`            | position 2
			oauth2  | client_secret | `a\\nb`            | position 2
			oauth2  | access_token  | `a\\nb`            | position 2
			oauth2  | private_key   | `garbage`          | private key
			oauth2  | private_key   | `{"private_key":"garbage"}` | private key
			jwt     | private_key   | `-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----` | private key
			jwt     | private_key   | `{"type":"service_account"}` | private key
			login   | pin           | `\\r\\n`           | is empty
			hmac    | secret        | ``                 | is empty
			""")
	void rejectsUnusableSecrets(String way, String name, @Nullable String value, String reason) {
		ObjectNode credentials = credentials(name, unicode((value == null) ? "" : value));
		Answer refused = this.tenant.post(ServiceClient.CONFIGURATIONS, body(way(way), credentials));
		assertThat(refused.status()).as(refused.text()).isEqualTo(400);
		assertThat(refused.pointers()).containsExactly("/credentials/" + name);
		assertThat(refused.text()).contains(reason).doesNotContain("1234").doesNotContain("garbage");
		String id = this.tenant.create(body(way(way), StrictJson.mapper().createObjectNode()));
		Answer later = this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id + "/credentials",
				credentials.toString());
		assertThat(later.status()).as(later.text()).isEqualTo(400);
		assertThat(later.pointers()).containsExactly("/" + name);
	}

	@Test
	void rejectsTokenTooLongForHeader() {
		Answer refused = this.tenant.post(ServiceClient.CONFIGURATIONS,
				body(way("oauth2"), credentials("access_token", "a".repeat(8143))));
		assertThat(refused.pointers()).containsExactly("/credentials/access_token");
		this.tenant.create(body(way("oauth2"), credentials("access_token", "a".repeat(8142))));
	}

	@Test
	void extractsKeyFromServiceAccountFile() throws Exception {
		String pem = TestKeys.pkcs8(TestKeys.RSA);
		ObjectNode file = (ObjectNode) StrictJson.mapper().readTree(KEY_FILE.formatted("x"));
		file.put("private_key", pem);
		ObjectNode credentials = StrictJson.mapper().createObjectNode().put("private_key", " " + file + "\n");
		String id = this.tenant.create(body(way("jwt"), credentials));
		assertThat(this.store.read(this.tenant.tenantId(), path(id))).contains(pem);
	}

	@Test
	void enforcesCredentialPatternsOfTheCatalog() {
		String zendesk = """
				{"connector_name":"c","service_name":"zendesk","auth_type":"basic","auth_config":{},
				 "metadata":{"subdomain":"acme"},"credentials":{"username":"%s","password":"the-api-token"}}""";
		Answer refused = this.tenant.post(ServiceClient.CONFIGURATIONS, zendesk.formatted("ann@example.com"));
		assertThat(refused.pointers()).as(refused.text()).containsExactly("/credentials/username");
		assertThat(refused.text()).contains(".+/token").doesNotContain("ann@");
		this.tenant.create(zendesk.formatted("ann@example.com/token"));
	}

}
