package io.connectorservice.oauth;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.RawCall;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.secret.SecretStoreProbe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.web.util.UriComponentsBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Authorization flows from the view of browsers, providers and attackers.
 */
@ConnectorServiceTest
class AuthorizationFlowIntegrationTests {

	private final TokenEndpointServer provider = new TokenEndpointServer();

	private final ServiceClient tenant;

	private final ServiceClient other;

	private final ServiceClient browser;

	@Autowired
	private SecretStoreProbe store;

	@Autowired
	private FlywayConnectionDetails owner;

	AuthorizationFlowIntegrationTests(@Autowired ServiceClient client) {
		this.browser = client;
		this.tenant = client.asNewTenant();
		this.other = client.asNewTenant();
	}

	@AfterEach
	void stopProvider() {
		this.provider.close();
	}

	private String create(String more) {
		return this.tenant.create(this.provider.connector(more));
	}

	private Answer sendCallback(String query) {
		return this.browser.get(TestAuthorizationFlows.CALLBACK + "?" + query);
	}

	private String status(String id) {
		return this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id).json().path("connection_status").asString();
	}

	private List<String> events(String id) {
		return this.tenant.get(ServiceClient.BASE + "/" + id + "/events")
			.json()
			.path("data")
			.valueStream()
			.map((event) -> event.path("kind").asString() + " " + event.path("code").asString("-"))
			.toList();
	}

	private void assertNothingHappened(String id, Answer answer) {
		assertPage(answer, 400, "Not connected");
		assertThat(answer.text()).contains("authorization_failed");
		assertThat(this.provider.calls("/token")).isEmpty();
		assertThat(status(id)).isEqualTo("not_connected");
		assertThat(tokens(id)).isEmpty();
	}

	private Optional<String> tokens(String id) {
		String tenantId = this.tenant.tenantId();
		return this.store.read(tenantId, "kv/data/tenant_" + tenantId + "/connectors/" + id + "/tokens#access_token");
	}

	private static void assertPage(Answer answer, int status, String title) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		assertThat(answer.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
		assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
		assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
		assertThat(answer.text()).contains("<h1>" + title + "</h1>").doesNotContain("<script", "the-client-secret");
		assertThat(answer.header("Content-Security-Policy")).isEqualTo("default-src 'none'; style-src 'sha256-"
				+ styleHash(answer.text()) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
	}

	private static String styleHash(String page) {
		Matcher style = Pattern.compile("<style>(.*)</style>", Pattern.DOTALL).matcher(page);
		assertThat(style.find()).isTrue();
		try {
			return Base64.getEncoder()
				.encodeToString(
						MessageDigest.getInstance("SHA-256").digest(style.group(1).getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException failure) {
			throw new IllegalStateException(failure);
		}
	}

	@Test
	void sendsAllAuthorizationParameters() {
		String id = create(
				"""
						"scope_separator":",","audience":"https://api.example.com","resource":["https://a.example","https://b.example"],
						"authorization_params":{"access_type":"offline","login_hint":"a b&c"},""");
		Answer begun = TestAuthorizationFlows.begin(this.tenant, id, "");
		assertThat(begun.status()).as(begun.text()).isEqualTo(201);
		String url = begun.json().path("authorization_url").asString();
		assertThat(url).startsWith(this.provider.url() + "/authorize?");
		var sent = UriComponentsBuilder.fromUri(URI.create(url)).build().getQueryParams();
		assertThat(sent).containsOnlyKeys("prompt", "response_type", "client_id", "redirect_uri", "state",
				"code_challenge", "code_challenge_method", "scope", "audience", "resource", "access_type",
				"login_hint");
		assertThat(sent.getFirst("prompt")).isEqualTo("login");
		assertThat(sent.getFirst("response_type")).isEqualTo("code");
		assertThat(sent.getFirst("client_id")).isEqualTo("client-1");
		assertThat(sent.getFirst("scope")).isIn("read,write", "read%2Cwrite");
		assertThat(sent.get("resource")).hasSize(2);
		assertThat(sent.getFirst("login_hint")).isIn("a+b%26c", "a%20b%26c");
		assertThat(sent.getFirst("code_challenge_method")).isEqualTo("S256");
		assertThat(url).doesNotContain("the-client-secret");
		assertThat(begun.json().propertyNames()).containsExactlyInAnyOrder("authorization_id", "authorization_url",
				"expires_at", "warnings");
	}

	@Test
	void bindsTheVerifierToTheChallengeItSent() throws Exception {
		String id = create("");
		Answer begun = TestAuthorizationFlows.begin(this.tenant, id, "{}");
		var sent = TestAuthorizationFlows.readParameters(begun);
		assertPage(sendCallback("code=code-1&state=" + sent.getFirst("state")), 200, "One step left");
		TestAuthorizationFlows.confirmSuccessfully(this.tenant, id, begun);
		Call exchange = this.provider.calls("/token").getFirst();
		var form = UriComponentsBuilder.fromUriString("http://x/?" + exchange.body()).build(true).getQueryParams();
		byte[] verifier = String.valueOf(form.getFirst("code_verifier")).getBytes(StandardCharsets.US_ASCII);
		assertThat(Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier)))
			.isEqualTo(sent.getFirst("code_challenge"));
		assertThat(URLDecoder.decode(String.valueOf(form.getFirst("redirect_uri")), StandardCharsets.UTF_8))
			.isEqualTo("https://connect.example.com/api/v1/connectors/oauth2/callback");
		assertThat(events(id)).containsExactly("connected -", "created -");
	}

	@Test
	void readsClientIdFromSecretStore() {
		String id = this.tenant.create(this.provider.connector("")
			.replace("\"client_id\":\"client-1\",", "")
			.replace("\"credentials\":{", "\"credentials\":{\"client_id\":\"client-from-store\","));
		assertThat(TestAuthorizationFlows.beginAndReadParameters(this.tenant, id, "{}").getFirst("client_id"))
			.isEqualTo("client-from-store");
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			textBlock = """
					"client_id":"client-1",                     |                                     | secret_missing
					"auth_url":"URL/authorize?prompt=login",    |                                     | configuration_invalid
					"client_id":"client-1",                     | "client_id":"c","grant_type":"client_credentials", | configuration_invalid
					"client_id":"client-1",                     | "client_id":"c","grant_type":"refresh_token",      | configuration_invalid
					""")
	void explainsWhyAFlowCannotStart(String part, @Nullable String instead, String code) {
		String id = this.tenant.create(this.provider.connector("")
			.replace(part.replace("URL", this.provider.url()), (instead == null) ? "" : instead));
		Answer answer = TestAuthorizationFlows.begin(this.tenant, id, "{}");
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.code()).isEqualTo(code);
	}

	@Test
	void rejectsFlowForConnectorsWithoutOAuth() {
		String id = this.tenant.create("""
				{"connector_name":"k","service_name":"s","auth_type":"apikey",
				 "auth_config":{"api_key_name":"X-Api-Key","key_location":"header"}}""");
		Answer answer = TestAuthorizationFlows.begin(this.tenant, id, "{}");
		assertThat(answer.code()).isEqualTo("configuration_invalid");
		assertThat(answer.text()).contains("auth_type is apikey");
		assertThat(TestAuthorizationFlows.begin(this.other, id, "{}").status()).isEqualTo(404);
	}

	@Test
	void rejectsFlowForConnectorOfOtherTenant() {
		String id = create("");
		assertThat(TestAuthorizationFlows.begin(this.other, id, "{}").code()).isEqualTo("not_found");
		assertThat(TestAuthorizationFlows.begin(this.browser, id, "{}").status()).isEqualTo(401);
		assertThat(TestAuthorizationFlows.begin(this.tenant, "no-id", "{}").status()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "\"x\"", "{\"return_url\":1}", "{\"return_url\":null}", "{\"return_url\":\"\"}",
			"{\"other\":1}", "{\"return_url\":\"https://evil.example\"}", "{\"return_url\":\"//app.example.com\"}",
			"{\"return_url\":\"https://app.example.com\\u0000\"}", "{\"return_url\":\"/a\",\"return_url\":\"/b\"}", "{",
			"{\"return_url\":\"https://app.example.com\\r\\nX: y\"}" })
	void rejectsUnknownBodies(String body) {
		assertThat(TestAuthorizationFlows.begin(this.tenant, create(""), body).status()).isEqualTo(400);
	}

	@Test
	void rejectsLongReturnUrlsAndLargeBodies() {
		String id = create("");
		String url = "https://app.example.com/" + "a".repeat(1976);
		assertThat(TestAuthorizationFlows.begin(this.tenant, id, "{\"return_url\":\"" + url + "\"}").status())
			.isEqualTo(201);
		assertThat(TestAuthorizationFlows.begin(this.tenant, id, "{\"return_url\":\"" + url + "a\"}").status())
			.isEqualTo(400);
		assertThat(TestAuthorizationFlows.begin(this.tenant, id, "{\"a\":\"" + "a".repeat(70_000) + "\"}").status())
			.isEqualTo(413);
	}

	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "", "state=", "code=c", "code=c&state=", "code=c&state=nobody-knows-this",
			"code=c&state=0123456789012345678901234567890123456789012", "code=c&state=STATE&state=STATE",
			"code=c&state=STATE,STATE", "code=c&state=STATEx", "code=c&state=%20STATE", "code=c&state=%00",
			"code=c&state=%27%20or%201%3D1%20--", "code=c&STATE=STATE", "error=access_denied",
			"code=c&state=%3Cscript%3Ealert(1)%3C%2Fscript%3E", "code=c&state=%ff" })
	void rejectsCallbackWithoutKnownState(String query) {
		String id = create("");
		String state = TestAuthorizationFlows.beginAndReadState(this.tenant, id);
		Answer answer = sendCallback(query.replace("STATE", state));
		assertNothingHappened(id, answer);
		assertThat(answer.text()).doesNotContain("alert(1)");
		assertPage(sendCallback("code=c&state=" + state), 200, "One step left");
	}

	@Test
	void showsErrorPageForMalformedCallbackUrl() {
		var answer = RawCall.send(this.browser.uri("").getPort(), "GET " + TestAuthorizationFlows.CALLBACK
				+ "?code=c&state=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
		assertThat(answer.body()).contains("The address cannot be read.");
	}

	@Test
	void rejectsOversizedState() {
		String id = create("");
		assertNothingHappened(id, sendCallback("code=c&state=" + "a".repeat(7000)));
	}

	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "", "code=", "code=%20", "code=a&code=b", "code=a&iss=x&iss=y", "error=access_denied",
			"code=c&error=access_denied", "code=c&error=a&error=b",
			"error=access_denied&error_description=%3Cscript%3Ealert(1)%3C/script%3E", "error=%3Cb%3Ealert(1)",
			"code=c&iss=https://evil.example", "code=c&iss=https://issuer.example/",
			"code=c&iss=HTTPS://issuer.example", "error=access_denied&iss=https://evil.example" })
	void storesNoTokensForFailedOrForeignCallback(String query) {
		String id = create("\"issuer\":\"https://issuer.example\",");
		String state = TestAuthorizationFlows.beginAndReadState(this.tenant, id);
		Answer answer = sendCallback(query + "&state=" + state);
		assertNothingHappened(id, answer);
		assertThat(answer.text()).doesNotContain("alert(1)", "evil.example");
		assertThat(events(id)).containsExactly("authorization_failed authorization_failed", "created -");
		assertNothingHappened(id, sendCallback("code=c&state=" + state));
	}

	@ParameterizedTest(name = "issuer {0}, always named {1}, came {2}")
	@CsvSource(nullValues = "-", textBlock = """
			https://issuer.example, false, https://issuer.example, 200
			https://issuer.example, false, -,                      200
			https://issuer.example, true,  https://issuer.example, 200
			https://issuer.example, true,  -,                      400
			-,                      false, https://any.example,    200
			-,                      true,  -,                      400
			""")
	void checksTheIssuer(@Nullable String issuer, boolean always, @Nullable String came, int status) {
		String id = create(((issuer == null) ? "" : "\"issuer\":\"" + issuer + "\",")
				+ "\"authorization_response_iss_parameter_supported\":" + always + ",");
		String iss = (came == null) ? "" : "&iss=" + came;
		assertThat(sendCallback("code=c&state=" + TestAuthorizationFlows.beginAndReadState(this.tenant, id) + iss)
			.status()).isEqualTo(status);
	}

	@Test
	void acceptsAStateOnlyOnce() throws Exception {
		String id = create("");
		String state = TestAuthorizationFlows.beginAndReadState(this.tenant, id);
		List<Callable<Integer>> callbacks = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			callbacks.add(() -> sendCallback("code=c&state=" + state).status());
		}
		try (var browsers = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Integer> statuses = new ArrayList<>();
			for (Future<Integer> answer : browsers.invokeAll(callbacks)) {
				statuses.add(answer.get());
			}
			// A callback that arrives before the first one has ended learns that the
			// state was used.
			assertThat(statuses).hasSize(20).contains(200).isSubsetOf(200, 400);
		}
		assertThat(this.provider.calls("/token")).hasSize(1);
	}

	@Test
	void expiresAfterTenMinutesByDatabaseClock() throws SQLException {
		String id = create("");
		String early = TestAuthorizationFlows.beginAndReadState(this.tenant, id);
		String late = TestAuthorizationFlows.beginAndReadState(this.tenant, id);
		age(id, "9 minutes 50 seconds");
		assertThat(sendCallback("code=c&state=" + early).status()).isEqualTo(200);
		age(id, "11 seconds");
		assertThat(sendCallback("code=c&state=" + late).status()).isEqualTo(400);
		assertThat(this.provider.calls("/token")).hasSize(1);
	}

	@Test
	void keepsOnlyTheLatestFlowsOfAConnector() {
		String id = create("");
		String untouched = TestAuthorizationFlows.beginAndReadState(this.other,
				this.other.create(this.provider.connector("")));
		String first = TestAuthorizationFlows.beginAndReadState(this.tenant, id);
		for (int begun = 0; begun < 20; begun++) {
			TestAuthorizationFlows.beginAndReadState(this.tenant, id);
		}
		assertThat(sendCallback("code=c&state=" + first).status()).isEqualTo(400);
		assertThat(sendCallback("code=c&state=" + untouched).status()).isEqualTo(200);
		assertThat(sendCallback("code=c&state=" + TestAuthorizationFlows.beginAndReadState(this.tenant, id)).status())
			.isEqualTo(200);
	}

	private void age(String id, String time) throws SQLException {
		sql("update connector_service.oauth_authorizations set expires_at = expires_at - interval '" + time
				+ "' where connector_id = '" + id + "'");
	}

	private void sql(String statement) throws SQLException {
		try (Connection connection = DriverManager.getConnection(this.owner.getJdbcUrl(), this.owner.getUsername(),
				this.owner.getPassword()); var sql = connection.createStatement()) {
			sql.execute(statement);
		}
	}

	@Test
	void storesNoFlowSecretsInDatabase() throws SQLException {
		String id = create("");
		var sent = TestAuthorizationFlows.beginAndReadParameters(this.tenant, id, "{}");
		try (Connection connection = DriverManager.getConnection(this.owner.getJdbcUrl(), this.owner.getUsername(),
				this.owner.getPassword());
				var rows = connection.createStatement()
					.executeQuery("select to_json(a)::text from connector_service.oauth_authorizations a")) {
			StringBuilder dump = new StringBuilder();
			while (rows.next()) {
				dump.append(rows.getString(1));
			}
			assertThat(dump).contains(id).doesNotContain(String.valueOf(sent.getFirst("state")));
		}
		sendCallback("code=c&state=" + sent.getFirst("state"));
		assertThat(this.provider.calls("/token")).hasSize(1);
	}

	@Test
	void rejectsCallbackAfterRelevantConfigurationChange() {
		String id = create("");
		String changed = TestAuthorizationFlows.beginAndReadState(this.tenant, id);
		this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id, "{\"scopes\":[\"all\"]}");
		assertNothingHappened(id, sendCallback("code=c&state=" + changed));
		String deleted = TestAuthorizationFlows.beginAndReadState(this.tenant, id);
		this.tenant.delete(ServiceClient.CONFIGURATIONS + "/" + id);
		assertPage(sendCallback("code=c&state=" + deleted), 400, "Not connected");
		assertThat(this.provider.calls("/token")).isEmpty();
		assertThat(tokens(id)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"connector_name\":\"renamed\"}", "{\"metadata\":{\"a\":1}}", "{\"is_active\":true}" })
	void continuesAfterUnrelatedConfigurationChange(String change) {
		String id = create("");
		Answer begun = TestAuthorizationFlows.begin(this.tenant, id, "{}");
		String state = TestAuthorizationFlows.readParameters(begun).getFirst("state");
		assertThat(this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id, change).status()).isEqualTo(200);
		assertPage(sendCallback("code=c&state=" + state), 200, "One step left");
		TestAuthorizationFlows.confirmSuccessfully(this.tenant, id, begun);
	}

	@Test
	void reportsAuthorizationStatus() throws SQLException {
		String id = create("");
		Answer begun = TestAuthorizationFlows.begin(this.tenant, id, "{}");
		String authorization = begun.json().path("authorization_id").asString();
		assertThat(readOutcome(id, authorization)).isEqualTo("pending - -");
		age(id, "11 minutes");
		assertThat(readOutcome(id, authorization)).isEqualTo("expired - -");
		assertThat(this.other.get(authorizations(id) + authorization).status()).isEqualTo(404);
		assertThat(this.tenant.get(authorizations(id) + id).code()).isEqualTo("not_found");
		assertThat(this.tenant.get(authorizations(id) + "no-id").code()).isEqualTo("not_found");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					code=c | 200 | confirmation_required - - | created -
					error=access_denied | 400 | failed authorization_failed access_denied | authorization_failed authorization_failed
					""")
	void showsTheSameOutcomeAgain(String query, int status, String outcome, String event) {
		String id = create("");
		Answer begun = TestAuthorizationFlows.begin(this.tenant, id, "{}");
		String state = TestAuthorizationFlows.readParameters(begun).getFirst("state");
		Answer first = sendCallback(query + "&state=" + state);
		assertThat(first.status()).isEqualTo(status);
		assertThat(sendCallback(query + "&state=" + state).text()).isEqualTo(first.text());
		String authorization = begun.json().path("authorization_id").asString();
		assertThat(readOutcome(id, authorization)).isEqualTo(outcome);
		assertThat(events(id).getFirst()).isEqualTo(event);
		assertThat(this.provider.calls("/token").size()).isEqualTo((status == 200) ? 1 : 0);
	}

	@Test
	void showsThatAnAuthorizationWasConfirmed() {
		String id = create("");
		Answer begun = TestAuthorizationFlows.begin(this.tenant, id, "{}");
		String query = "code=c&state=" + TestAuthorizationFlows.readParameters(begun).getFirst("state");
		sendCallback(query);
		TestAuthorizationFlows.confirmSuccessfully(this.tenant, id, begun);
		assertPage(sendCallback(query), 200, "Connected");
		String authorization = begun.json().path("authorization_id").asString();
		assertThat(readOutcome(id, authorization)).isEqualTo("connected - -");
		var noted = this.tenant.get(ServiceClient.BASE + "/" + id + "/events").json().at("/data/0");
		assertThat(noted.path("kind").asString()).isEqualTo("connected");
		assertThat(noted.path("authorization_id").asString()).isEqualTo(authorization);
		assertThat(noted.path("actor").asString()).isEqualTo("user:" + this.tenant.tenantId());
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"read a\\u0000b\"", "[\"read\",\"a\\ud800\"]", "\"\\u0000\"" })
	void storesTokensWithUnstorableScopes(String scope) {
		String id = create("");
		this.provider
			.respondToTokenRequests((_) -> Reply.json(200, "{\"access_token\":\"granted\",\"scope\":" + scope + "}"));
		assertPage(TestAuthorizationFlows.connect(this.tenant, id), 200, "One step left");
		assertThat(this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id).json().path("connection_status").asString())
			.isEqualTo("connected");
	}

	@Test
	void storesBothTokenPairsAndReportsTheSigningOne() {
		String id = create("");
		this.provider.respondToTokenRequests((call) -> Reply.json(200, call.body().contains("refresh_token=")
				? "{\"access_token\":\"renewed\",\"refresh_token\":\"next\"}"
				: "{\"access_token\":\"bot-1\",\"refresh_token\":\"bot-refresh\",\"token_type\":\"bot\",\"authed_user\":"
						+ "{\"access_token\":\"user-1\",\"refresh_token\":\"user-refresh\"}}"));
		TestAuthorizationFlows.connect(this.tenant, id);
		assertThat(signingTokens(id)).isEqualTo("top_level");
		assertThat(callAndReadAuthorization(id)).isEqualTo("Bearer bot-1");
		String config = this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id).json().path("auth_config").toString();
		this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id,
				"{\"auth_config\":" + config.replaceFirst("\\{", "{\"token_answer_path\":\"authed_user\",") + "}");
		assertThat(signingTokens(id)).isEqualTo("authed_user");
		assertThat(callAndReadAuthorization(id)).isEqualTo("Bearer user-1");
		assertThat(lastRefresh()).isEqualTo("user-refresh");
		this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id, "{\"auth_config\":" + config + "}");
		assertThat(callAndReadAuthorization(id)).as("the bot's again").isEqualTo("Bearer bot-1");
		assertThat(lastRefresh()).isEqualTo("bot-refresh");
	}

	private String signingTokens(String id) {
		return this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id)
			.json()
			.at("/connection_data/signing_tokens")
			.asString("none");
	}

	// The provider's service refuses the token, which causes a refresh.
	private String callAndReadAuthorization(String id) {
		int before = this.provider.calls("/api").size();
		this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/me");
		return String.valueOf(this.provider.calls("/api").get(before).header("Authorization"));
	}

	private String lastRefresh() {
		return this.provider.calls("/token").getLast().body().replaceFirst(".*(?:^|&)refresh_token=([^&]*).*", "$1");
	}

	private static String authorizations(String id) {
		return ServiceClient.BASE + "/" + id + "/oauth2/authorizations/";
	}

	private String readOutcome(String id, String authorization) {
		var stands = this.tenant.get(authorizations(id) + authorization).json();
		assertThat(stands.path("authorization_id").asString()).isEqualTo(authorization);
		return stands.path("status").asString() + " " + stands.path("code").asString("-") + " "
				+ stands.path("error").asString("-");
	}

	@ParameterizedTest
	@ValueSource(strings = { "DELETE", "PUT" })
	void storesNothingIfConnectorChangesDuringTokenRequest(String method) {
		String id = create("");
		String path = ServiceClient.CONFIGURATIONS + "/" + id;
		this.provider.respondToTokenRequests((_) -> {
			this.tenant.send(method, path,
					method.equals("PUT") ? "{\"scopes\":[]}".getBytes(StandardCharsets.UTF_8) : null);
			return this.provider.grant("refresh");
		});
		assertPage(sendCallback("code=c&state=" + TestAuthorizationFlows.beginAndReadState(this.tenant, id)), 400,
				"Not connected");
		assertThat(tokens(id)).isEmpty();
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', textBlock = """
			400 | {"error":"invalid_grant"}
			400 | {"error":"<b>bold</b>"}
			401 | {"error":"invalid_client"}
			500 | oops
			503 | {}
			429 | {}
			200 | {}
			200 | no json
			302 | {}
			""")
	void doesNotRetryTokenRequestForCode(int status, String body) {
		String id = create("");
		this.provider.respondToTokenRequests((_) -> Reply.json(status, body));
		Answer answer = sendCallback("code=code-1&state=" + TestAuthorizationFlows.beginAndReadState(this.tenant, id));
		assertPage(answer, 400, "Not connected");
		assertThat(answer.text()).doesNotContain("<b>", "code-1");
		assertThat(this.provider.calls("/token")).hasSize(1);
		assertThat(status(id)).isEqualTo("not_connected");
		assertThat(tokens(id)).isEmpty();
	}

	@Test
	void storesNothingWhileTheStoreIsDown() {
		String id = create("");
		String state = TestAuthorizationFlows.beginAndReadState(this.tenant, id);
		this.store.failFor(this.tenant.tenantId());
		try {
			Answer answer = sendCallback("code=c&state=" + state);
			assertPage(answer, 503, "Not connected");
			assertThat(answer.text()).contains("secret_store_unavailable");
		}
		finally {
			this.store.workFor(this.tenant.tenantId());
		}
		assertThat(status(id)).isEqualTo("not_connected");
	}

	@Test
	void returnsToTheApplicationWithTheOutcome() {
		String id = create("");
		String body = "{\"return_url\":\"https://app.example.com/done?next=%2Fhome&status=mine\"}";
		Answer good = sendCallback("code=c&state="
				+ TestAuthorizationFlows.beginAndReadParameters(this.tenant, id, body).getFirst("state"));
		assertReturn(good,
				"https://app.example.com/done?next=%2Fhome&connector_id=" + id + "&status=confirmation_required");
		Answer bad = sendCallback("error=access_denied&state="
				+ TestAuthorizationFlows.beginAndReadParameters(this.tenant, id, body).getFirst("state"));
		assertReturn(bad, "https://app.example.com/done?next=%2Fhome&connector_id=" + id
				+ "&status=failed&code=authorization_failed&error=access_denied");
		Answer html = sendCallback("error=%3Cb%3E%26x%3D&state="
				+ TestAuthorizationFlows.beginAndReadParameters(this.tenant, id, body).getFirst("state"));
		assertThat(html.header("Location")).contains("&error=unreadable_error&");
	}

	private static void assertReturn(Answer answer, String url) {
		assertThat(answer.status()).isEqualTo(303);
		assertThat(answer.header("Location")).startsWith(url + "&authorization_id=").hasSize(url.length() + 54);
		assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
		assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
		assertThat(answer.text()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "image/png", "*/*", "text/html",
			"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json, text/html" })
	void returnsPageUnlessOnlyJsonIsAccepted(String accept) {
		Answer answer = this.browser.withHeader("Accept", accept).get(TestAuthorizationFlows.CALLBACK + "?code=a");
		assertPage(answer, 400, "Not connected");
	}

	@ParameterizedTest(name = "{0}, {1}")
	@CsvSource(delimiter = '|', textBlock = """
			no state                | application/json
			unknown state           | application/problem+json
			replayed state          | application/json
			expired state           | application/json
			another's issuer        | application/json
			a refusal               | application/problem+json, application/json;q=0.9
			no code                 | application/json
			a deleted connector     | application/json
			a changed connector     | application/json
			""")
	void returnsProblemToClientsAcceptingJson(String wrong, String accept) throws SQLException {
		String id = create("\"issuer\":\"https://issuer.example\",");
		String state = TestAuthorizationFlows.beginAndReadState(this.tenant, id);
		String query = switch (wrong) {
			case "no state" -> "code=c";
			case "unknown state" -> "code=c&state=" + (state.startsWith("-") ? "_" : "-") + state.substring(1);
			case "another's issuer" -> "code=c&iss=https://evil.example&state=" + state;
			case "a refusal" -> "error=access_denied&state=" + state;
			case "no code" -> "state=" + state;
			default -> "code=c&state=" + state;
		};
		switch (wrong) {
			case "replayed state" -> sendCallback("error=access_denied&state=" + state);
			case "expired state" -> age(id, "10 minutes");
			case "a deleted connector" -> this.tenant.delete(ServiceClient.CONFIGURATIONS + "/" + id);
			case "a changed connector" ->
				this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id, "{\"scopes\":[\"all\"]}");
			default -> {
			}
		}
		assertProblem(ask(query, accept));
		assertThat(this.provider.calls("/token")).isEmpty();
		assertThat(tokens(id)).isEmpty();
	}

	private Answer ask(String query, String accept) {
		return this.browser.withHeader("Accept", accept).get(TestAuthorizationFlows.CALLBACK + "?" + query);
	}

	private static void assertProblem(Answer answer) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(400);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
		assertThat(answer.code()).isEqualTo("authorization_failed");
		assertThat(answer.json().path("detail").asString()).isNotBlank().doesNotContain("evil.example");
		assertThat(answer.json().path("request_id").asString()).isNotBlank();
	}

	@ParameterizedTest
	@ValueSource(strings = { "HEAD", "POST", "PUT", "DELETE" })
	void rejectsOtherMethods(String method) {
		String id = create("");
		String state = TestAuthorizationFlows.beginAndReadState(this.tenant, id);
		String address = TestAuthorizationFlows.CALLBACK + "?code=c&state=" + state;
		Answer answer = this.browser.send(method, address, null);
		assertThat(answer.status()).isEqualTo(405);
		assertThat(answer.header("Allow")).contains("GET");
		assertThat(this.provider.calls("/token")).isEmpty();
		assertThat(this.browser.get(address).status()).isEqualTo(200);
	}

	@Test
	void replacesTokensAfterNewAuthorization() {
		String id = create("");
		String tenantId = this.tenant.tenantId();
		String document = "kv/data/tenant_" + tenantId + "/connectors/" + id + "/tokens";
		assertPage(TestAuthorizationFlows.connect(this.tenant, id), 200, "One step left");
		assertThat(this.store.read(tenantId, document + "#refresh_token")).contains("refresh-1");
		this.provider.respondToTokenRequests((_) -> this.provider.grantWithoutRefresh());
		assertPage(TestAuthorizationFlows.connect(this.tenant, id), 200, "One step left");
		assertThat(this.store.read(tenantId, document + "#access_token")).contains("access-2");
		assertThat(this.store.read(tenantId, document + "#refresh_token")).isEmpty();
		assertThat(status(id)).isEqualTo("connected");
		assertThat(events(id)).containsExactly("connected -", "connected -", "created -");
		assertThat(this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/me").status()).isEqualTo(200);
	}

}
