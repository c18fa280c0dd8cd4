package io.connectorservice.catalog;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.catalog.entry.ConnectionForm;
import io.connectorservice.json.StrictJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connects services of the catalog and calls them over the wire.
 */
@ConnectorServiceTest
class KnownServicesIntegrationTests {

	private static final String SERVICES = ServiceClient.BASE + "/services";

	private final UpstreamServer upstream = UpstreamServer.start();

	private final ServiceClient tenant;

	KnownServicesIntegrationTests(@Autowired ServiceClient client) {
		this.tenant = client.asNewTenant();
		this.upstream.respondWith(Reply.json(200, "{\"ok\":true}"));
	}

	@AfterEach
	void stopUpstream() {
		this.upstream.close();
	}

	private String port() {
		return this.upstream.url().replaceAll(".*:", "");
	}

	private String body(String service, String authType, String more) {
		return "{\"connector_name\":\"c\",\"service_name\":\"%s\",\"auth_type\":\"%s\",\"metadata\":{\"port\":\"%s\"}%s}"
			.formatted(service, authType, port(), more);
	}

	private String chat() {
		return this.tenant.create(
				body("suite-chat", "apikey", ",\"auth_config\":{},\"credentials\":{\"api_key\":\"test-bot-token\"}"));
	}

	private Answer act(String id, String action, String payload) {
		return this.tenant.post(ServiceClient.BASE + "/" + id + "/actions",
				"{\"action_name\":\"" + action + "\",\"payload\":" + payload + "}");
	}

	@Test
	void listsAndSearches() {
		Answer all = this.tenant.get(SERVICES + "?limit=100");
		assertThat(all.status()).isEqualTo(200);
		assertThat(all.json().at("/pagination/total").asInt()).isGreaterThanOrEqualTo(3);
		Answer found = this.tenant.get(SERVICES + "?q=suite&category=communication&limit=1");
		assertThat(found.json().at("/pagination/total").asInt()).isEqualTo(2);
		assertThat(found.json().path("data")).hasSize(1);
		assertThat(found.json().at("/data/0/service_name").asString()).isEqualTo("suite-bot");
		assertThat(found.json().at("/data/0/auth_types/0").asString()).isEqualTo("apikey");
		assertThat(this.tenant.get(SERVICES + "?limit=101").status()).isEqualTo(400);
	}

	@Test
	void returnsEverythingAFormNeeds() {
		Answer answer = this.tenant.get(SERVICES + "/suite-chat");
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		JsonNode service = answer.json();
		assertThat(service.at("/auth/0/metadata_schema/required")).hasSize(1);
		assertThat(service.at("/auth/1/metadata_schema/properties/workspace/pattern").asString())
			.isEqualTo("^(?:[a-z]{2,10})$");
		assertThat(service.at("/auth/1/metadata_schema/properties/workspace/default").asString()).isEqualTo("main");
		assertThat(service.at("/auth/0/auth_config_schema/properties/client_id/title").asString())
			.isEqualTo("Client id");
		assertThat(service.at("/auth/0/credentials_schema/properties/client_secret/writeOnly").asBoolean()).isTrue();
		assertThat(service.at("/auth/0/scopes/read").asString()).isEqualTo("Read");
		assertThat(service.at("/auth/1/credentials_schema/properties/api_key/description").asString())
			.isEqualTo("On the app's page.");
		assertThat(service.at("/actions/0/name").asString()).isEqualTo("send_message");
		assertThat(service.at("/auth/0/form_schema/required").toString())
			.isEqualTo("[\"auth_config\",\"credentials\",\"metadata\"]");
		JsonNode clientId = service.at("/auth/0/form_schema/properties/auth_config/properties/client_id");
		assertThat(clientId.path("order").asInt()).isEqualTo(1);
		assertThat(clientId.path("secret").asBoolean(true)).isFalse();
		assertThat(service.at("/auth/0/id").asString()).isEqualTo("oauth2_authorization_code");
		Answer again = this.tenant.withHeader("If-None-Match", String.valueOf(answer.header("ETag")))
			.get(SERVICES + "/suite-chat");
		assertThat(again.status()).isEqualTo(304);
		Answer unknown = this.tenant.get(SERVICES + "/nobody-knows-it");
		assertThat(unknown.status()).isEqualTo(404);
		assertThat(unknown.code()).isEqualTo("not_found");
	}

	@Test
	void namesTheRedirectAddressWhereAPersonConsents(@Autowired Catalog catalog) {
		String address = "https://connect.example.com/api/v1/connectors/oauth2/callback";
		assertThat(catalog.find("box").orElseThrow().createForms(address, (_) -> false))
			.extracting(ConnectionForm::redirectUri)
			.containsExactly(address, null, null);
	}

	@ParameterizedTest
	@CsvSource({ "stripe, 0, false", "jira, 0, true", "twilio, 0, true" })
	void marksOnlySecretFieldsAsPasswords(String name, int way, boolean userNameSeen) {
		JsonNode fields = this.tenant.get(SERVICES + "/" + name)
			.json()
			.at("/auth/" + way + "/credentials_schema/properties");
		assertThat(fields.propertyStream()).anySatisfy((field) -> {
			assertThat(field.getValue().path("secret").asBoolean()).isTrue();
			assertThat(field.getValue().path("format").asString()).isEqualTo("password");
		});
		assertThat(fields.path("username").has("format")).isFalse();
		assertThat(fields.path("username").path("secret").asBoolean(true)).isEqualTo(!userNameSeen);
	}

	@Test
	void testsConnectionWithTheCatalogsRequest() {
		String id = chat();
		Answer tested = this.tenant.post(ServiceClient.BASE + "/" + id + "/test-connection");
		assertThat(tested.json().path("status").asString()).as(tested.text()).isEqualTo("success");
		Call call = this.upstream.lastCall();
		assertThat(call.method()).isEqualTo("POST");
		assertThat(call.uri()).isEqualTo("/main/api/auth.test?verbose=1&client=connector");
		assertThat(call.body()).isEqualTo("{\"check\":true}");
		assertThat(call.header("Authorization")).isEqualTo("Bot test-bot-token");
		assertThat(call.header("Suite-Version")).isEqualTo("2026-01-01");
	}

	@Test
	void detectsFailureInResponseWithStatus200() {
		String id = chat();
		this.upstream
			.respondWith(Reply.json(200, "{\"ok\":false,\"error\":{\"text\":\"token test-bot-token revoked\"}}"));
		Answer tested = this.tenant.post(ServiceClient.BASE + "/" + id + "/test-connection");
		assertThat(tested.json().path("status").asString()).isEqualTo("failure");
		assertThat(tested.json().path("message").asString())
			.isEqualTo("The service answered with status 200: token *** revoked.");
		Answer read = this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/people");
		assertThat(read.status()).isEqualTo(502);
		assertThat(read.code()).isEqualTo("upstream_error");
		assertThat(read.json().at("/upstream/status_code").asInt()).isEqualTo(200);
		assertThat(read.json().path("detail").asString()).endsWith("status 200: token *** revoked.");
		Answer acted = act(id, "send_message", "{\"channel\":\"C1\",\"text\":\"hello\"}");
		assertThat(acted.status()).isEqualTo(502);
		assertThat(this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id).json().at("/last_error/code").asString())
			.isEqualTo("upstream_error");
	}

	@Test
	void performsActionsOfTheCatalog() {
		String id = chat();
		Answer acted = act(id, "send_message",
				"{\"channel\":\"C1\",\"text\":\"hello\",\"notify\":true,\"X-Trace\":\"t\"}");
		assertThat(acted.status()).as(acted.text()).isEqualTo(200);
		Call call = this.upstream.lastCall();
		assertThat(call.uri()).isEqualTo("/main/api/channels/C1/messages?notify=true&client=connector");
		assertThat(StrictJson.read(call.body().getBytes(StandardCharsets.UTF_8)))
			.isEqualTo(StrictJson.read("{\"text\":\"hello\",\"kind\":\"plain\"}".getBytes(StandardCharsets.UTF_8)));
		assertThat(call.header("X-Trace")).isEqualTo("t");
		act(id, "set_topic", "{\"channel\":\"C1\",\"topic\":\"a b\"}");
		assertThat(this.upstream.lastCall().body()).isEqualTo("topic=a+b");
		act(id, "find_people", "{\"variables\":{\"first\":1}}");
		assertThat(this.upstream.lastCall().body()).contains("\"query\":\"query { people { name } }\"", "\"first\":1");
		act(id, "count_people", "{}");
		assertThat(this.upstream.lastCall().body()).isEqualTo("{\"query\":\"query { count }\"}");
	}

	@Test
	void retriesActionsMarkedRepeatable() {
		String id = chat();
		this.upstream.respondWith(Reply.json(503, "{}"));
		act(id, "set_topic", "{\"channel\":\"C1\",\"topic\":\"t\"}");
		assertThat(this.upstream.calls()).hasSize(3);
		act(id, "send_message", "{\"channel\":\"C1\",\"text\":\"t\"}");
		assertThat(this.upstream.calls()).hasSize(4);
	}

	@Test
	void listsEveryPayloadFaultAndSuggestsNearestAction() {
		String id = chat();
		Answer wrong = act(id, "send_message", "{\"channel\":\"general\",\"text\":\"\",\"loud\":1}");
		assertThat(wrong.status()).isEqualTo(400);
		assertThat(wrong.pointers()).containsExactlyInAnyOrder("/payload/channel", "/payload/text", "/payload/loud");
		Answer unknown = act(id, "sendMessage", "{}");
		assertThat(unknown.json().path("detail").asString()).contains("send_message");
		assertThat(this.upstream.calls()).isEmpty();
		JsonNode listed = this.tenant.get(ServiceClient.BASE + "/" + id + "/actions?q=topic").json();
		assertThat(listed.at("/data/0/name").asString()).isEqualTo("set_topic");
		assertThat(listed.at("/data/0/idempotent").asBoolean()).isTrue();
		assertThat(listed.at("/data/0/path").asString()).isEqualTo("/channels/{channel}/topic");
	}

	@Test
	void offersCatalogActionsBesideTenantsOwnDescription() {
		String id = this.tenant.create(body("suite-chat", "apikey", """
				,"auth_config":{},"credentials":{"api_key":"test-bot-token"},
				 "api_spec":{"openapi":"3.1.0","info":{"title":"t","version":"1"},"servers":[{"url":"%s/own"}],
				  "paths":{"/topic":{"post":{"operationId":"set_topic","responses":{}}},
				           "/mine":{"get":{"operationId":"mine","responses":{}}}}}""".formatted(this.upstream.url())));
		act(id, "mine", "{}");
		assertThat(this.upstream.lastCall().uri()).isEqualTo("/own/mine?client=connector");
		act(id, "set_topic", "{}");
		assertThat(this.upstream.lastCall().uri()).as("the tenant's own wins").isEqualTo("/own/topic?client=connector");
		act(id, "count_people", "{}");
		assertThat(this.upstream.lastCall().uri()).isEqualTo("/own/graphql?client=connector");
		assertThat(this.tenant.get(ServiceClient.BASE + "/" + id + "/actions").json().at("/pagination/total").asInt())
			.isEqualTo(5);
	}

	@Test
	void rejectsMetadataThatViolatesTheCatalogsSchema() {
		Answer missing = this.tenant.post(ServiceClient.CONFIGURATIONS, """
				{"connector_name":"c","service_name":"suite-chat","auth_type":"oauth2","auth_config":{},
				 "metadata":{"workspace":"A B"}}""");
		assertThat(missing.status()).isEqualTo(400);
		assertThat(missing.pointers()).contains("/metadata/port");
		Answer pattern = this.tenant.post(ServiceClient.CONFIGURATIONS,
				body("suite-chat", "oauth2", ",\"auth_config\":{\"client_id\":\"c\"}").replace("\"port\"",
						"\"workspace\":\"a.b\",\"port\""));
		assertThat(pattern.pointers()).containsExactly("/metadata/workspace");
		assertThat(pattern.text()).contains("such as acme");
		Answer way = this.tenant.post(ServiceClient.CONFIGURATIONS,
				body("suite-bot", "basic", ",\"auth_config\":{\"username\":\"u\"}"));
		assertThat(way.pointers()).containsExactly("/auth_type");
		assertThat(way.text()).contains("apikey");
	}

	@Test
	void putsApiKeyIntoPathAndMasksIt() {
		String id = this.tenant.create(body("suite-bot", "apikey",
				",\"auth_config\":{},\"credentials\":{\"api_key\":\"12345:test_bot-token\"}"));
		this.upstream.respondWith((call) -> Reply.json(200, "{\"you\":\"" + call.uri() + "\"}"));
		Answer read = this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/say&text=***");
		assertThat(this.upstream.lastCall().uri()).isEqualTo("/bot12345%3Atest_bot-token/say?text=%2A%2A%2A");
		assertThat(read.json().at("/source_metadata/request_url").asString())
			.isEqualTo(this.upstream.url() + "/bot***/say?text=%2A%2A%2A");
		assertThat(read.text()).doesNotContain("test_bot-token");
		this.upstream.respondWith((call) -> Reply.redirect(302, call.uri() + "/2"));
		Answer redirected = this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/say");
		assertThat(redirected.text()).doesNotContain("test_bot-token");
		assertThat(this.upstream.lastCall().uri()).startsWith("/bot12345%3Atest_bot-token/say");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/api            | /auth_config/key_location
			''              | /auth_config/key_location
			/api/{api_key}  |
			/bot{api_key}/v |
			""")
	void rejectsPathKeyWithoutPlaceholderInBaseUrl(String path, @Nullable String pointer) {
		Answer answer = this.tenant.post(ServiceClient.CONFIGURATIONS, """
				{"connector_name":"c","service_name":"mine","auth_type":"apikey",
				 "auth_config":{"api_key_name":"key","key_location":"path"},"credentials":{"api_key":"the-api-key"},
				 "api_spec":{"servers":[{"url":"%s"}]}}""".formatted(this.upstream.url() + path));
		assertThat(answer.status()).as(answer.text()).isEqualTo((pointer == null) ? 201 : 400);
		if (pointer != null) {
			assertThat(answer.pointers()).containsExactly(pointer);
		}
	}

	@Test
	void doesNotInsertKeyIntoCallersPath() {
		String id = this.tenant.create(
				body("suite-bot", "apikey", ",\"auth_config\":{},\"credentials\":{\"api_key\":\"test_bot-token\"}"));
		this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/***/x");
		assertThat(this.upstream.lastCall().uri()).startsWith("/bottest_bot-token/").doesNotContain("/test_bot-token");
	}

	@Test
	void rejectsKeyThatWouldChangeThePath() {
		String id = this.tenant
			.create(body("suite-bot", "apikey", ",\"auth_config\":{},\"credentials\":{\"api_key\":\"a/../../admin\"}"));
		Answer read = this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/say");
		assertThat(read.code()).as(read.text()).isEqualTo("configuration_invalid");
		assertThat(this.upstream.calls()).isEmpty();
	}

	@Test
	void sendsAKeyAsUserName() {
		String id = this.tenant
			.create(body("suite-chat", "basic", ",\"auth_config\":{},\"credentials\":{\"username\":\"test-key\"}"));
		this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/people");
		assertThat(this.upstream.lastCall().header("Authorization")).isEqualTo("Basic dGVzdC1rZXk6eA==");
	}

	@Test
	void connectsByOAuthWithCatalogDefaults() {
		String id = this.tenant.create(body("suite-chat", "oauth2",
				",\"auth_config\":{\"client_id\":\"client-1\",\"redirect_uri\":\"https://connect.example.com/cb\"},"
						+ "\"credentials\":{\"client_secret\":\"test-client-secret\"}"));
		assertThat(this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id).json().path("auth_config").has("token_url"))
			.as("what the catalog gives is not stored")
			.isFalse();
		Answer begun = this.tenant.post(ServiceClient.BASE + "/" + id + "/oauth2/authorizations", "{}");
		String url = begun.json().path("authorization_url").asString();
		assertThat(URLDecoder.decode(url, StandardCharsets.UTF_8)).startsWith(this.upstream.url() + "/authorize?")
			.contains("scope=read,write")
			.doesNotContain("code_challenge");
		this.upstream.respondWith((call) -> call.uri().startsWith("/main/token")
				? Reply.json(200, "{\"access_token\":\"test-access\",\"expires_in\":3600}")
				: Reply.json(200, "{\"ok\":true}"));
		String state = url.replaceAll(".*[?&]state=([^&]*).*", "$1");
		assertThat(this.tenant.get("/api/v1/connectors/oauth2/callback?code=code-1&state=" + state).status())
			.isEqualTo(200);
		Call exchange = this.upstream.lastCall();
		assertThat(this.tenant
			.post(ServiceClient.BASE + "/" + id + "/oauth2/authorizations/"
					+ begun.json().path("authorization_id").asString() + "/confirmation")
			.status()).isEqualTo(200);
		assertThat(exchange.header("Content-Type")).isEqualTo("application/json");
		Map<String, String> sent = Map.of("grant_type", "authorization_code", "code", "code-1", "client_secret",
				"test-client-secret", "client_id", "client-1");
		JsonNode body = StrictJson.read(exchange.body().getBytes(StandardCharsets.UTF_8));
		sent.forEach((name, value) -> assertThat(body.path(name).asString()).isEqualTo(value));
		assertThat(body.has("code_verifier")).isFalse();
		Answer read = this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/people");
		assertThat(read.status()).as(read.text()).isEqualTo(200);
		assertThat(this.upstream.lastCall().header("X-Suite-Token")).isEqualTo("Suite test-access");
		assertThat(this.upstream.lastCall().header("Authorization")).isNull();
	}

	@Test
	void reportsRetryDelayOfRateLimitedService() {
		assertThat(waitAfter(429, Map.of("X-RateLimit-Reset", "77"), "{\"ok\":false}")).isEqualTo("77");
		assertThat(waitAfter(403, Map.of("X-RateLimit-Reset", "78", "X-RateLimit-Remaining", "0"), "{\"ok\":false}"))
			.isEqualTo("78");
		assertThat(waitAfter(429, Map.of(), "{\"ok\":false,\"retry_after\":78.5}")).isEqualTo("79");
		assertThat(waitAfter(403, Map.of(), "{\"ok\":false}")).isNull();
	}

	// uses another connector each time, because one that got a rate limit would wait
	private @Nullable String waitAfter(int status, Map<String, String> headers, String json) {
		Map<String, String> all = new HashMap<>(headers);
		all.put("Content-Type", "application/json");
		this.upstream.respondWith(new Reply(status, all, json.getBytes(StandardCharsets.UTF_8)));
		String id = chat();
		String wait = read(id).header("Retry-After");
		this.tenant.delete(ServiceClient.CONFIGURATIONS + "/" + id);
		return wait;
	}

	private Answer read(String id) {
		return this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/people");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					outlook | {}                                               | ["Mail.Send"]                   | scopes do not contain offline_access
					outlook | {}                                               | ["Mail.Send","offline_access"]  |
					outlook | {}                                               | []                              |
					gmail   | {}                                               | []                              |
					gmail   | {"authorization_params":{"access_type":"online"}} | []                             | authorization_params do not set access_type to offline
					dropbox | {"authorization_params":{"token_access_type":"legacy"}} | []                       | authorization_params do not set token_access_type to offline
					x       | {}                                               | ["users.read"]                  | scopes do not contain offline.access
					github  | {}                                               | ["repo"]                        |
					""")
	void warnsIfNoRefreshTokenWillBeGranted(String service, String config, String scopes, @Nullable String warning) {
		ObjectNode authConfig = (ObjectNode) StrictJson.mapper().readTree(config);
		authConfig.put("client_id", "c").put("redirect_uri", "https://connect.example.com/callback");
		String id = this.tenant.create("""
				{"connector_name":"c","service_name":"%s","auth_type":"oauth2","auth_config":%s,"scopes":%s,
				 "credentials":{"client_secret":"the-client-secret"}}""".formatted(service, authConfig, scopes));
		Answer begun = this.tenant.post(ServiceClient.BASE + "/" + id + "/oauth2/authorizations");
		assertThat(begun.status()).as(begun.text()).isEqualTo(201);
		assertThat(begun.json().path("warnings").isArray()).isTrue();
		assertThat(begun.json().path("warnings").size()).isEqualTo((warning == null) ? 0 : 1);
		if (warning != null) {
			assertThat(begun.json().path("warnings").path(0).asString()).startsWith(warning + ": ");
		}
	}

}
