package io.connectorservice.local.demo;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.TestAwait;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.UpstreamServer.Reply;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls the demo service through connectors, as README shows it.
 */
@ConnectorServiceTest
class DemoServiceIntegrationTests {

	private final HttpClient browser = HttpClient.newHttpClient();

	@Autowired
	private ServiceClient client;

	@Value("${connector.local.demo.port}")
	private int port;

	private ServiceClient tenant;

	@BeforeEach
	void beAnotherTenant() {
		this.tenant = this.client.asNewTenant();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			apikey | {"api_key":"demo-api-key"}                       | success
			apikey | {"api_key":"not-the-demo-key"}                   | failure
			basic  | {"username":"demo","password":"demo-password"}   | success
			basic  | {"username":"demo","password":"other-password"}  | failure
			""")
	void acceptsApiKeyAndBasicCredentials(String authType, String credentials, String status) {
		String id = connect(authType, "{}", credentials);
		assertThat(this.tenant.post(path(id, "test-connection")).json().path("status").asString()).isEqualTo(status);
	}

	@Test
	void masksEchoedCredential() {
		Answer me = read(connectByKey(), "/me");
		assertThat(me.json().at("/data/signed_with").asString()).isEqualTo("***");
		assertThat(me.text()).doesNotContain("demo-api-key");
	}

	@Test
	void pagesThroughItsLists() {
		String id = connectByKey();
		Answer page = read(id, "/tasks&limit=3");
		assertThat(page.json().path("data").path("tasks")).hasSize(3);
		assertThat(page.json().path("source_metadata").path("next").asString()).contains("cursor=3");
		Answer all = read(id, "/tasks&limit=7&page_all=true");
		assertThat(all.text()).contains("\"complete\":true").doesNotContain("\"pages\":1,");
		assertThat(read(id, "/people&page=5").json().path("data").path("people")).hasSize(2);
		assertThat(read(id, "/people").json().path("data").path("pages").asInt()).isEqualTo(5);
	}

	@Test
	void pagesByLinkHeaderWithTenantsOwnDescription() throws Exception {
		String description = fetch("/openapi.json").body();
		String id = this.tenant.create("""
				{"connector_name":"described","service_name":"my-demo","auth_type":"apikey",
				 "auth_config":{"api_key_name":"X-Api-Key","key_location":"header"},
				 "credentials":{"api_key":"demo-api-key"},"api_spec":%s}""".formatted(description));
		assertThat(read(id, "/projects&page_all=true").text()).contains("Project 25", "\"complete\":true");
		Answer actions = this.tenant.get(path(id, "actions"));
		assertThat(actions.text()).contains("create_task", "upload_file", "download_file");
		assertThat(this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id).json().path("api_spec_warnings")).isEmpty();
	}

	@Test
	void performsActionsAndSendsWebhooks() throws Exception {
		String id = connectByKey();
		try (UpstreamServer receiver = UpstreamServer.start()) {
			receiver.respondWith(Reply.json(200, "{}"));
			Answer webhook = act(id, "create_webhook", "{\"url\":\"%s/hook\"}".formatted(receiver.url()));
			Answer task = act(id, "create_task", "{\"title\":\"Water the plants\",\"due_on\":\"2026-12-24\"}");
			assertThat(task.json().at("/result/state").asString()).as(task.text()).isEqualTo("open");
			TestAwait.await().until(() -> !receiver.calls().isEmpty());
			Call call = receiver.lastCall();
			// the webhook's secret can be read here, because masking does not apply to it
			String secret = webhook.json().at("/result/secret").asString();
			String signed = call.header("X-Demo-Timestamp") + "." + call.body();
			assertThat(call.header("X-Demo-Signature"))
				.isEqualTo("sha256=" + new HmacUtils(HmacAlgorithms.HMAC_SHA_256, secret).hmacHex(signed));
			assertThat(call.body()).contains("task.created", "Water the plants");
			act(id, "delete_webhook", "{\"webhook_id\":%d}".formatted(webhook.json().at("/result/id").asInt()));
		}
		assertThat(act(id, "create_task", "{\"title\":\"\"}").status()).isEqualTo(400);
	}

	@ParameterizedTest
	@CsvSource({ "404, upstream_rejected", "429, upstream_rate_limited", "500, upstream_error" })
	void returnsRequestedError(int status, String code) {
		Answer answer = read(connectByKey(), "/errors/" + status);
		assertThat(answer.status()).as(answer.text()).isGreaterThanOrEqualTo(400);
		assertThat(answer.text()).contains("error that you asked for");
		assertThat(answer.json().path("code").asString()).isNotBlank();
	}

	@Test
	void storesFiles() throws Exception {
		String name = "notes-" + this.tenant.tenantId() + ".txt";
		HttpRequest upload = HttpRequest.newBuilder(demo("/v1/files/" + name))
			.header("X-Api-Key", "demo-api-key")
			.header("Content-Type", "text/plain")
			.PUT(HttpRequest.BodyPublishers.ofString("kept"))
			.build();
		assertThat(send(upload).statusCode()).isEqualTo(200);
		assertThat(read(connectByKey(), "/files/" + name).text()).contains("kept");
	}

	@Test
	void connectsByConsentAndRotatesRefreshTokens() throws Exception {
		String id = connect("oauth2", consentConfig(), "{\"client_secret\":\"demo-client-secret\"}");
		JsonNode begun = beginAndRead(id);
		HttpResponse<String> callback = decide(URI.create(begun.path("authorization_url").asString()), "allow",
				"demo-password");
		assertThat(callback.statusCode()).as(callback.body()).isLessThan(400);
		assertThat(readConnectionStatus(id)).isEqualTo("confirmation_required");
		String authorization = begun.path("authorization_id").asString();
		assertThat(this.tenant.post(path(id, "oauth2/authorizations/" + authorization + "/confirmation")).status())
			.isEqualTo(200);
		assertThat(readConnectionStatus(id)).isEqualTo("connected");
		assertThat(read(id, "/me").json().at("/data/email").asString()).isEqualTo("demo@example.com");
		assertThat(act(id, "create_task", "{\"title\":\"By consent\"}").status()).isEqualTo(200);
	}

	@Test
	void acceptsOAuthAppOfTheOperator() {
		ServiceClient operator = this.client.asServiceRole();
		assertThat(operator
			.put("/api/v1/oauth-apps/demo", "{\"client_id\":\"demo-client\",\"client_secret\":\"demo-client-secret\"}")
			.status()).isEqualTo(200);
		try {
			JsonNode offers = this.tenant.get(ServiceClient.BASE + "/services/demo").json().path("auth");
			assertThat(offers.valueStream().map((offer) -> offer.path("oauth_app").booleanValue()))
				.containsExactly(false, false, true);
			String id = this.tenant.create("""
					{"connector_name":"demo","service_name":"demo","auth_type":"oauth2","auth_config":{}}""");
			Answer begun = this.tenant.post(path(id, "oauth2/authorizations"), "{}");
			assertThat(begun.text()).as("the redirect URI of an app is the service's own")
				.contains("The operator has to set PUBLIC_URL");
		}
		finally {
			assertThat(operator.delete("/api/v1/oauth-apps/demo?force=true").status()).isEqualTo(204);
		}
	}

	@Test
	void staysDisconnectedWhenConsentIsDenied() throws Exception {
		String id = connect("oauth2", consentConfig(), "{\"client_secret\":\"demo-client-secret\"}");
		decide(begin(id), "deny", "demo-password");
		assertThat(readConnectionStatus(id)).isNotEqualTo("connected");
	}

	@Test
	void rejectsWrongPassword() throws Exception {
		String id = connect("oauth2", consentConfig(), "{\"client_secret\":\"demo-client-secret\"}");
		HttpResponse<String> page = decide(begin(id), "allow", "a-guess");
		assertThat(page.statusCode()).isEqualTo(403);
		assertThat(page.body()).contains("User or password is wrong");
	}

	@Test
	void revokesGrantWhenRefreshTokenIsReused() throws Exception {
		DemoTokens tokens = new DemoTokens(Duration.ofMinutes(1), Clock.systemUTC());
		Map<String, Object> first = tokens.issue(Set.of(DemoAccess.READ), true);
		Map<String, Object> second = tokens.refresh(String.valueOf(first.get("refresh_token"))).orElseThrow();
		assertThat(tokens.findScopes(String.valueOf(second.get("access_token")))).isPresent();
		assertThat(tokens.refresh(String.valueOf(first.get("refresh_token")))).isEmpty();
		assertThat(tokens.refresh(String.valueOf(second.get("refresh_token")))).isEmpty();
		assertThat(tokens.findScopes(String.valueOf(second.get("access_token")))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "client_id=other, The client is not known",
			"client_id=demo-client&redirect_uri=https%3A%2F%2Fevil.example%2F, back to this machine only" })
	void rejectsForeignRedirectUri(String query, String sentence) throws Exception {
		HttpResponse<String> page = fetch("/oauth/authorize?response_type=code&" + query);
		assertThat(page.statusCode()).isEqualTo(400);
		assertThat(page.body()).contains(sentence);
	}

	@Test
	void worksWithExamplesOfApiDocumentation() {
		JsonNode paths = this.client.get("/v3/api-docs").json().path("paths");
		JsonNode examples = paths
			.at("/~1api~1v1~1connectors~1configurations/post/requestBody/content/application~1json/examples");
		assertThat(examples.propertyNames()).startsWith("demo-key", "demo-password", "demo-consent");
		for (String name : List.of("demo-key", "demo-password")) {
			String id = this.tenant.create(examples.path(name).path("value").toString());
			assertThat(this.tenant.post(path(id, "test-connection")).json().path("status").asString())
				.isEqualTo("success");
			assertThat(read(id, "/tasks").status()).isEqualTo(200);
			JsonNode action = paths
				.at("/~1api~1v1~1connectors~1{id}~1actions/post/requestBody/content/application~1json/examples/demo/value");
			assertThat(this.tenant.post(path(id, "actions"), action.toString()).status()).isEqualTo(200);
		}
	}

	private String connectByKey() {
		return connect("apikey", "{}", "{\"api_key\":\"demo-api-key\"}");
	}

	private String connect(String authType, String config, String credentials) {
		return this.tenant.create("""
				{"connector_name":"demo","service_name":"demo","auth_type":"%s","auth_config":%s,"credentials":%s}"""
			.formatted(authType, config, credentials));
	}

	private String consentConfig() {
		return "{\"client_id\":\"demo-client\",\"redirect_uri\":\"%s\"}"
			.formatted(this.client.uri(ServiceClient.BASE + "/oauth2/callback"));
	}

	private URI begin(String id) {
		return URI.create(beginAndRead(id).path("authorization_url").asString());
	}

	private JsonNode beginAndRead(String id) {
		Answer begun = this.tenant.post(path(id, "oauth2/authorizations"), "{}");
		assertThat(begun.status()).as(begun.text()).isEqualTo(201);
		return begun.json();
	}

	// acts like a browser: loads the form, submits it, and follows the redirects
	private HttpResponse<String> decide(URI authorizationUrl, String decision, String password) throws Exception {
		String form = send(HttpRequest.newBuilder(authorizationUrl).build()).body();
		Matcher hidden = Pattern.compile("name=\"id\" value=\"([^\"]+)\"").matcher(form);
		assertThat(hidden.find()).as(form).isTrue();
		String body = Map.of("id", hidden.group(1), "decision", decision, "user", "demo", "password", password)
			.entrySet()
			.stream()
			.map((field) -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
		HttpResponse<String> decided = send(HttpRequest.newBuilder(demo("/oauth/authorize"))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build());
		return (decided.statusCode() != 302) ? decided : send(
				HttpRequest.newBuilder(URI.create(decided.headers().firstValue("Location").orElseThrow())).build());
	}

	private String readConnectionStatus(String id) {
		return this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id).json().path("connection_status").asString();
	}

	private Answer read(String id, String resource) {
		return this.tenant.get(path(id, "data?resource_path=" + resource));
	}

	private Answer act(String id, String action, String payload) {
		return this.tenant.post(path(id, "actions"),
				"{\"action_name\":\"%s\",\"payload\":%s}".formatted(action, payload));
	}

	private static String path(String id, String rest) {
		return ServiceClient.BASE + "/" + id + "/" + rest;
	}

	private URI demo(String path) {
		return URI.create("http://127.0.0.1:" + this.port + path);
	}

	private HttpResponse<String> fetch(String path) throws Exception {
		return send(HttpRequest.newBuilder(demo(path)).build());
	}

	private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
		return this.browser.send(request, HttpResponse.BodyHandlers.ofString());
	}

}
