package io.connectorservice.oauth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.TestAwait;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.database.TenantTransactions;
import io.connectorservice.json.StrictJson;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.SecretStore;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.TenantId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The operator registers OAuth apps, and tenants connect with them.
 */
@OAuthAppsServiceTest
class OAuthAppsIntegrationTests {

	private static final String APPS = "/api/v1/oauth-apps";

	private static final String SECRET = "test-company-secret-1";

	private final ServiceClient tenant;

	private final ServiceClient operator;

	@Autowired
	private Secrets secrets;

	@Autowired
	private SecretStore store;

	@Autowired
	private TenantTransactions transactions;

	@Autowired
	private JdbcClient sql;

	OAuthAppsIntegrationTests(@Autowired ServiceClient client) {
		this.tenant = client.asNewTenant();
		this.operator = client.asServiceRole();
	}

	@AfterEach
	void removeConnectorsAndApps() {
		this.tenant.get(ServiceClient.CONFIGURATIONS)
			.json()
			.path("data")
			.forEach((connector) -> this.tenant
				.delete(ServiceClient.CONFIGURATIONS + "/" + connector.path("id").asString()));
		this.operator.get(APPS + "?limit=100")
			.json()
			.path("data")
			.forEach((app) -> this.operator.delete(APPS + "/" + app.path("service_name").asString() + "?force=true"));
	}

	private Answer register(String service, String more) {
		Answer answer = this.operator.put(APPS + "/" + service,
				"{\"client_id\":\"" + OAuthAppProvider.CLIENT_ID + "\"" + more + "}");
		assertThat(answer.text()).doesNotContain("test-company-secret");
		return answer;
	}

	private void registerChat() {
		assertThat(register("apps-chat", ",\"client_secret\":\"" + SECRET + "\"").status()).isEqualTo(200);
	}

	private void registerUsed() {
		assertThat(register("apps-used", ",\"client_secret\":\"" + SECRET + "\"").status()).isEqualTo(200);
	}

	private String create(String service) {
		return this.tenant.create("""
				{"connector_name":"%1$s","service_name":"%1$s","auth_type":"oauth2","auth_config":{}}"""
			.formatted(service));
	}

	private Answer read(String id) {
		return this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/me");
	}

	private String status(String id) {
		return this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id).json().path("connection_status").asString();
	}

	private static Call lastTokenCall() {
		return OAuthAppProvider.PROVIDER.calls()
			.stream()
			.filter((call) -> call.uri().contains("/token"))
			.reduce((_, last) -> last)
			.orElseThrow();
	}

	private static String basic(String secret) {
		return "Basic " + Base64.getEncoder()
			.encodeToString((OAuthAppProvider.CLIENT_ID + ":" + secret).getBytes(StandardCharsets.UTF_8));
	}

	private JsonNode offer(String service) {
		return this.tenant.get(ServiceClient.BASE + "/services/" + service).json().path("auth").path(0);
	}

	private void expireToken(String id) {
		SecretPath path = this.secrets.ownPath(TenantId.parse(this.tenant.tenantId()).orElseThrow(),
				UUID.fromString(id), ConnectionStatusService.TOKENS, "access_token");
		SecretDocument stored = this.store.read(path).orElseThrow();
		assertThat(this.store.write(path, stored.with("expires_at", Secret.of("2026-01-01T00:00:00Z")))).isTrue();
		this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id + "/credentials",
				"{\"refresh_token\":\"refresh-kept\"}");
	}

	@Test
	void connectsRefreshesAndRevokesWithTheAppAlone() {
		registerChat();
		String id = create("apps-chat");
		var sent = TestAuthorizationFlows.beginAndReadParameters(this.tenant, id, "{}");
		assertThat(sent.getFirst("client_id")).isEqualTo(OAuthAppProvider.CLIENT_ID);
		assertThat(sent.getFirst("scope")).isEqualTo("read");
		assertThat(TestAuthorizationFlows.connect(this.tenant, id).status()).isEqualTo(200);
		assertThat(lastTokenCall().header("Authorization")).isEqualTo(basic(SECRET));
		assertThat(read(id).status()).isEqualTo(200);
		assertThat(OAuthAppProvider.PROVIDER.lastCall().header("Authorization")).startsWith("Bearer access-of-app-");
		expireToken(id);
		assertThat(read(id).status()).isEqualTo(200);
		assertThat(lastTokenCall().body()).contains("grant_type=refresh_token", "refresh-kept");
		assertThat(lastTokenCall().header("Authorization")).isEqualTo(basic(SECRET));
		assertThat(this.tenant.delete(ServiceClient.CONFIGURATIONS + "/" + id).status()).isEqualTo(204);
		assertThat(OAuthAppProvider.calls("/revoke").getLast().header("Authorization")).isEqualTo(basic(SECRET));
	}

	@Test
	void requestsTokensByClientCredentialsWithTheApp() {
		assertThat(register("apps-robot", ",\"client_secret\":\"" + SECRET
				+ "\",\"token_endpoint_auth_method\":\"client_secret_post\",\"scopes\":[\"write\"],\"token_params\":{\"hint\":\"h\"}")
			.status()).isEqualTo(200);
		assertThat(read(create("apps-robot")).status()).isEqualTo(200);
		assertThat(lastTokenCall().body()).contains("grant_type=client_credentials", "client_secret=" + SECRET,
				"scope=write", "hint=h");
	}

	@Test
	void authenticatesByPrivateKey() {
		assertThat(this.operator
			.put(APPS + "/apps-robot",
					StrictJson.mapper()
						.createObjectNode()
						.put("client_id", OAuthAppProvider.CLIENT_ID)
						.put("private_key", TestKeys.pkcs8(TestKeys.RSA))
						.put("key_id", "k1")
						.toString())
			.status()).isEqualTo(200);
		assertThat(read(create("apps-robot")).status()).isEqualTo(200);
		assertThat(lastTokenCall().body()).contains("client_assertion=").doesNotContain("client_secret");
	}

	@Test
	void usesRotatedSecretFromNextTokenRequestOn() {
		registerChat();
		String id = create("apps-chat");
		assertThat(TestAuthorizationFlows.connect(this.tenant, id).status()).isEqualTo(200);
		assertThat(register("apps-chat", ",\"client_secret\":\"test-company-secret-2\"").status()).isEqualTo(200);
		expireToken(id);
		assertThat(read(id).status()).isEqualTo(200);
		assertThat(lastTokenCall().header("Authorization")).isEqualTo(basic("test-company-secret-2"));
		SecretPath path = this.secrets.operatorPath("apps-chat", "client_secret");
		this.store.write(path,
				this.store.read(path).orElseThrow().with("client_secret", Secret.of("test-company-secret-3")));
		expireToken(id);
		assertThat(read(id).status()).isEqualTo(200);
		assertThat(lastTokenCall().header("Authorization")).as("changed in the store itself")
			.isEqualTo(basic("test-company-secret-3"));
	}

	@Test
	void keepsConnectionsWhenScopesAreLimitedLater() {
		assertThat(
				register("apps-chat", ",\"client_secret\":\"" + SECRET + "\",\"scopes\":[\"read\",\"write\"]").status())
			.isEqualTo(200);
		String id = this.tenant.create("""
				{"connector_name":"scoped","service_name":"apps-chat","auth_type":"oauth2","auth_config":{},
				 "scopes":["read","write"]}""");
		assertThat(TestAuthorizationFlows.connect(this.tenant, id).status()).isEqualTo(200);
		assertThat(register("apps-chat", ",\"scopes\":[\"read\"]").status()).isEqualTo(200);
		assertThat(read(id).status()).isEqualTo(200);
		assertThat(TestAuthorizationFlows.beginAndReadParameters(this.tenant, id, "{}").getFirst("scope"))
			.isEqualTo("read");
	}

	@Test
	void keepsSecretThatIsLeftOutAndReadsOneAtAPath() {
		registerChat();
		assertThat(
				register("apps-chat", ",\"scopes\":[\"read\",\"write\"]").json().path("secret_vault_path").asString())
			.isEqualTo("kv/data/operator/oauth-apps/apps-chat#client_secret");
		this.secrets
			.put(Map.of(this.secrets.parseOperatorPath("apps-chat", "kv/data/operator/oauth-apps/apps-chat/own#it"),
					Secret.of("test-company-secret-own")));
		Answer changed = register("apps-chat",
				",\"client_secret_vault_path\":\"kv/data/operator/oauth-apps/apps-chat/own#it\"");
		assertThat(changed.status()).as(changed.text()).isEqualTo(200);
		assertThat(this.store.read(this.secrets.operatorPath("apps-chat", "client_secret"))
			.orElse(SecretDocument.ABSENT)
			.fields()).as("the secret that the service stored").isEmpty();
		String id = create("apps-chat");
		assertThat(TestAuthorizationFlows.connect(this.tenant, id).status()).isEqualTo(200);
		assertThat(lastTokenCall().header("Authorization")).isEqualTo(basic("test-company-secret-own"));
	}

	@Test
	void seesChangesByOtherReplicas() {
		assertThat(offer("apps-mail").path("oauth_app").booleanValue()).isFalse();
		this.transactions.writeAsWorker(() -> this.sql.sql("""
				insert into connector_service.oauth_apps (service_name, client_id, secret_kind)
				values ('apps-mail', 'by-another-replica', 'none')""").update());
		TestAwait.await().until(() -> offer("apps-mail").path("oauth_app").booleanValue());
	}

	@Test
	void asksForNoClientInForms() {
		assertThat(offer("apps-chat").path("form_schema").toString()).contains("client_id", "client_secret");
		registerChat();
		assertThat(offer("apps-chat").path("oauth_app").booleanValue()).isTrue();
		assertThat(offer("apps-chat").path("form_schema").toString()).doesNotContain("client_id", "client_secret");
		JsonNode listed = this.tenant.get(ServiceClient.BASE + "/services?q=apps-chat").json().path("data").path(0);
		assertThat(listed.path("oauth_app").booleanValue()).isTrue();
		assertThat(offer("apps-mail").path("oauth_app").booleanValue()).isFalse();
	}

	@Test
	void prefersClientOfTheTenant() {
		registerChat();
		String id = this.tenant
			.create("""
					{"connector_name":"own","service_name":"apps-chat","auth_type":"oauth2","auth_config":{"token_url":"%s/token"},
					 "credentials":{"client_id":"own-client","client_secret":"own-client-secret"}}"""
				.formatted(OAuthAppProvider.ATTACKER.url()));
		assertThat(TestAuthorizationFlows.connect(this.tenant, id).status()).isEqualTo(200);
		assertThat(OAuthAppProvider.ATTACKER.lastCall().header("Authorization")).startsWith("Basic ")
			.isNotEqualTo(basic(SECRET));
		assertThat(OAuthAppProvider.everythingAtAttacker()).doesNotContain(SECRET, OAuthAppProvider.CLIENT_ID);
	}

	@Test
	void disconnectsConnectorThatGetsClientOfItsOwn() {
		registerChat();
		String id = create("apps-chat");
		assertThat(TestAuthorizationFlows.connect(this.tenant, id).status()).isEqualTo(200);
		assertThat(this.tenant
			.put(ServiceClient.CONFIGURATIONS + "/" + id + "/credentials",
					"{\"client_id\":\"own-client\",\"client_secret\":\"own-client-secret\"}")
			.status()).isEqualTo(204);
		assertThat(status(id)).isEqualTo("not_connected");
		assertThat(read(id).code()).isEqualTo("authorization_required");
	}

	private String connectWithoutConfirmation() {
		registerChat();
		String id = create("apps-chat");
		Answer page = this.tenant.get(TestAuthorizationFlows.CALLBACK + "?code=code-1&state="
				+ TestAuthorizationFlows.beginAndReadState(this.tenant, id));
		assertThat(page.status()).isEqualTo(200);
		assertThat(status(id)).isEqualTo("confirmation_required");
		return id;
	}

	@Test
	void revokesUnconfirmedTokensWithTheApp() {
		String id = connectWithoutConfirmation();
		int before = OAuthAppProvider.calls("/revoke").size();
		assertThat(this.tenant.delete(ServiceClient.CONFIGURATIONS + "/" + id).status()).isEqualTo(204);
		TestAwait.await().until(() -> OAuthAppProvider.calls("/revoke").size() > before);
		assertThat(OAuthAppProvider.calls("/revoke").getLast().header("Authorization")).isEqualTo(basic(SECRET));
	}

	@Test
	void revokesUnconfirmedTokensAtTheCatalogsEndpointWhateverTheRowSays() {
		String id = connectWithoutConfirmation();
		int before = OAuthAppProvider.calls("/revoke").size();
		TenantId owner = TenantId.parse(this.tenant.tenantId()).orElseThrow();
		assertThat(this.transactions.<Integer>write(owner,
				() -> this.sql.sql("""
						update connector_service.oauth_confirmations
						   set auth_config = auth_config || jsonb_build_object('revocation_url', cast(? as text))
						 where connector_id = ?""")
					.param(OAuthAppProvider.ATTACKER.url() + "/revoke")
					.param(UUID.fromString(id))
					.update()))
			.isEqualTo(1);
		assertThat(this.tenant.delete(ServiceClient.CONFIGURATIONS + "/" + id).status()).isEqualTo(204);
		TestAwait.await().until(() -> OAuthAppProvider.calls("/revoke").size() > before);
		assertThat(OAuthAppProvider.everythingAtAttacker()).doesNotContain(SECRET, "access-of-app");
	}

	@Test
	void removesUsedAppOnlyByForce() {
		registerUsed();
		String id = create("apps-used");
		assertThat(TestAuthorizationFlows.connect(this.tenant, id).status()).isEqualTo(200);
		Answer refused = this.operator.delete(APPS + "/apps-used");
		assertThat(refused.status()).isEqualTo(409);
		assertThat(refused.code()).isEqualTo("oauth_app_in_use");
		assertThat(refused.json().path("connectors").asInt()).isEqualTo(1);
		assertThat(read(id).status()).isEqualTo(200);
		assertThat(this.operator.delete(APPS + "/apps-used?force=true").status()).isEqualTo(204);
		assertThat(status(id)).isEqualTo("reauthorization_required");
		TestAwait.await().until(() -> read(id).code().equals("reauthorization_required"));
		TestAwait.await()
			.until(() -> this.tenant.get(ServiceClient.BASE + "/" + id + "/events")
				.text()
				.contains("\"reauthorization_required\""));
		assertThat(this.store.read(this.secrets.operatorPath("apps-used", "client_secret"))
			.orElse(SecretDocument.ABSENT)
			.fields()).isEmpty();
		assertThat(this.operator.delete(APPS + "/apps-used").status()).isEqualTo(404);
		assertThat(this.operator.get(APPS + "/apps-used").status()).isEqualTo(404);
	}

	@Test
	void removesUnusedAppAtOnce() {
		registerUsed();
		this.tenant.create("""
				{"connector_name":"own","service_name":"apps-used","auth_type":"oauth2",
				 "auth_config":{"client_id":"own-client"}}""");
		assertThat(this.operator.delete(APPS + "/apps-used").status()).isEqualTo(204);
	}

	@Test
	void namesTheAppAndNotItsPlaceWhenItsSecretIsMissing() {
		assertThat(
				register("apps-robot", ",\"client_secret_vault_path\":\"kv/data/operator/oauth-apps/apps-robot#lost\"")
					.status())
			.isEqualTo(200);
		Answer answer = read(create("apps-robot"));
		assertThat(answer.code()).isEqualTo("secret_missing");
		assertThat(answer.text()).contains("OAuth app apps-robot").doesNotContain("kv/data/operator");
	}

	@Test
	void requiresListedGrantWhereTenantsNameTheAccount() {
		assertThat(register("apps-directory", ",\"client_secret\":\"" + SECRET + "\"").status()).isEqualTo(200);
		String body = """
				{"connector_name":"d","service_name":"apps-directory","auth_type":"oauth2","auth_config":{},
				 "metadata":{"directory":"acme"}}""";
		assertThat(this.tenant.post(ServiceClient.CONFIGURATIONS, body).pointers())
			.containsExactly("/auth_config/grant_type");
		assertThat(register("apps-directory", ",\"grant_types\":[\"client_credentials\"]").status()).isEqualTo(200);
		assertThat(read(this.tenant.create(body)).status()).isEqualTo(200);
		assertThat(lastTokenCall().uri()).isEqualTo("/acme/token");
	}

	@Test
	void admitsServiceRoleOnly() {
		registerChat();
		for (Answer answer : List.of(this.tenant.get(APPS), this.tenant.get(APPS + "/apps-chat"),
				this.tenant.put(APPS + "/apps-chat", "{\"client_id\":\"mine\",\"client_secret\":\"mine\"}"),
				this.tenant.delete(APPS + "/apps-chat?force=true"))) {
			assertThat(answer.status()).isEqualTo(403);
			assertThat(answer.code()).isEqualTo("forbidden");
		}
		assertThat(this.operator.withToken("none").get(APPS).status()).isEqualTo(401);
		Answer shown = this.operator.get(APPS + "/apps-chat");
		assertThat(shown.json().path("client_id").asString()).isEqualTo(OAuthAppProvider.CLIENT_ID);
		assertThat(shown.text()).doesNotContain(SECRET);
		assertThat(this.operator.get(APPS).json().path("pagination").path("total").asInt()).isEqualTo(1);
	}

	@Test
	void hidesAppsFromTransactionsOfTenants() {
		registerChat();
		TenantId id = TenantId.parse(this.tenant.tenantId()).orElseThrow();
		for (String statement : List.of("select count(*) from connector_service.oauth_apps",
				"select count(*) from connector_service.oauth_apps where client_id like 'c%'")) {
			assertThat(catchThrowable(
					() -> this.transactions.read(id, () -> this.sql.sql(statement).query(Long.class).single())))
				.hasStackTraceContaining("permission denied");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"client_id\":\"\"}", "{\"client_id\":\"c\"}",
			"{\"client_id\":\"c\",\"client_secret\":\"s\",\"private_key\":\"k\"}",
			"{\"client_id\":\"c\",\"private_key\":\"no key\"}", "{\"client_id\":\"c\",\"client_secret\":\"a\\nb\"}",
			"{\"client_id\":\"c\",\"client_secret\":\"s\",\"token_endpoint_auth_method\":\"private_key_jwt\"}",
			"{\"client_id\":\"c\",\"client_secret\":\"s\",\"token_url\":\"https://evil.example\"}",
			"{\"client_id\":\"c\",\"client_secret\":\"s\",\"authorization_params\":{\"redirect_uri\":\"x\"}}",
			"{\"client_id\":\"c\",\"client_secret\":\"s\",\"token_params\":{\"client_secret\":\"x\"}}",
			"{\"client_id\":\"c\",\"client_secret_vault_path\":\"kv/data/operator/oauth-apps/apps-mail#x\"}",
			"{\"client_id\":\"c\",\"client_secret_vault_path\":\"kv/data/operator/oauth-apps/apps-chat/../apps-mail#x\"}",
			"{\"client_id\":\"c\",\"client_secret\":\"s\",\"scopes\":[\"a b\"]}" })
	void refusesUnusableApps(String body) {
		Answer answer = this.operator.put(APPS + "/apps-chat", body);
		assertThat(answer.status()).as(answer.text()).isEqualTo(400);
		assertThat(answer.code()).isEqualTo("validation_failed");
		assertThat(this.operator.get(APPS + "/apps-chat").status()).isEqualTo(404);
	}

	@ParameterizedTest
	@CsvSource({ "apps-loose, 400", "apps-port, 400", "apps-unknown, 404", "APPS-CHAT, 404", "activecampaign, 400" })
	void refusesServicesThatNoAppIsFor(String service, int status) {
		Answer answer = register(service, ",\"client_secret\":\"" + SECRET + "\"");
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
	}

}
