package io.connectorservice.canary;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.LogLevels;
import io.connectorservice.RawCall;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.outbound.RawServer;
import io.connectorservice.secret.SecretStoreProbe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.web.util.UriComponentsBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends marked secrets through every operation and every failure, against a service and a
 * token endpoint that echo every request; then searches for the marks everywhere outside
 * the secret store.
 */
@Order(1) // so that concurrent classes run while this one waits
@ResourceLock(LogLevels.LOCK)
@ConnectorServiceTest
class CanaryIntegrationTests {

	private static final Path FOLDER = Path.of("target/test-service");

	private static final List<String> OPERATIONS = List.of("POST /{id}/test-connection",
			"GET /{id}/data?resource_path=/a&q=1", "GET /{id}/actions", "POST /{id}/actions send",
			"POST /{id}/actions form", "POST /{id}/actions text", "GET /configurations/{id}", "GET /{id}/events");

	// These responses take whole seconds, so each is tried with one auth type only.
	private static final Set<Echo> SLOW = EnumSet.of(Echo.STALLED, Echo.SILENT, Echo.ENDLESS_HEADERS);

	private static final int MAX_CONCURRENT_SCENARIOS = 48;

	private final Canaries canaries = new Canaries();

	private final String apiKey = this.canaries.secret("api key", "k&/+=%\"\\<'", "%20?#;~");

	private final String queryKey = this.canaries.secret("api key in the query", "k\u00e9&y=/+ %\"\\<#?",
			" \u20ac+&x=1");

	private final String username = this.canaries.secret("user name", "u\u00e9 &/\"", "@example.com");

	private final String password = this.canaries.secret("password", "p\u00fc:&/+=%\"\\<' ", ":\u20ac#");

	private final String stamp = this.canaries.secret("a strategy's own secret", "s/+=\"", "&");

	private final String clientSecret = this.canaries.secret("client secret", "c:&/+=%\"\\ ", "\u00fc#");

	private final String accessToken = this.canaries.secret("access token", "a-._~+/\"&%", "==");

	private final String refreshToken = this.canaries.secret("refresh token", "r/+&=\"\\%", ".~");

	private final String grantedAccess = this.canaries.secret("granted access token", "g-._~+/", "==");

	private final String grantedRefresh = this.canaries.secret("granted refresh token", "h/+&=%", ".~");

	private final String idToken = this.canaries.secret("granted id token", "i.", ".j");

	private final String code = this.canaries.secret("authorization code", "o/+", "=");

	private final String hmacSecret = this.canaries.secret("hmac secret", "m&/+=%\"\\ ", "\u00fc");

	private final String awsKey = this.canaries.secret("aws secret access key", "w/+=", "/+");

	private final String awsSession = this.canaries.secret("aws session token", "t/+=", "==");

	private final String headerSecret = this.canaries.secret("one of several headers", "n&/+=%\"\\", "#");

	private final String loginSecret = this.canaries.secret("login password", "l&/+=%\"\\ ", "\u00fc#");

	private final String brokenKey = this.canaries.secret("broken private key", "-----BEGIN PRIVATE KEY-----\n",
			"\n-----END PRIVATE KEY-----\n");

	private final String privateKey;

	private final RawServer service = RawServer.answering(new EchoingConversation(
			"\"access_token\":\"" + this.grantedAccess + "\",\"refresh_token\":\"" + this.grantedRefresh
					+ "\",\"id_token\":\"" + this.idToken + "\",\"token_type\":\"bearer\",\"expires_in\":3600"));

	private final Traces traces = new Traces();

	private final Set<String> found = ConcurrentHashMap.newKeySet();

	private final Set<String> called = ConcurrentHashMap.newKeySet();

	private final Semaphore permits = new Semaphore(MAX_CONCURRENT_SCENARIOS);

	private final ServiceClient anyone;

	private final ServiceClient tenant;

	private final SecretStoreProbe store;

	private final FlywayConnectionDetails owner;

	CanaryIntegrationTests(@Autowired ServiceClient client, @Autowired SecretStoreProbe store,
			@Autowired FlywayConnectionDetails owner) throws Exception {
		this.anyone = client;
		this.tenant = client.asNewTenant();
		this.store = store;
		this.owner = owner;
		this.privateKey = createPrivateKey();
		String token = this.tenant.header("Authorization");
		this.canaries.watch("caller's token", token.substring(token.lastIndexOf('.') + 1));
	}

	// Every part of the key is a canary.
	private String createPrivateKey() throws Exception {
		byte[] key = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded();
		for (int from = 40; from + 24 < key.length; from += 200) {
			this.canaries.watch("private key",
					new String(Arrays.copyOfRange(key, from, from + 24), StandardCharsets.ISO_8859_1));
			this.canaries.watch("private key",
					Base64.getEncoder().encodeToString(Arrays.copyOfRange(key, from, from + 24)));
		}
		String text = Base64.getMimeEncoder().encodeToString(key);
		text.lines().forEach((line) -> this.canaries.watch("private key", line));
		return "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
	}

	@AfterEach
	void stop() throws Exception {
		this.traces.close();
		this.service.close();
	}

	@Test
	void findsCanariesOnlyInSecretStore() throws Exception {
		Set<String> during;
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> all = new ArrayList<>();
			scenarios().forEach((scenario) -> all.add(threads.submit(() -> runScenario(scenario))));
			Thread.sleep(2000);
			during = this.canaries.in("threads", Traces.threads(Path.of("target")));
			for (Future<?> one : all) {
				one.get();
			}
		}
		assertThat(this.called).containsAll(readDescribedOperations());
		assertThat(this.canaries.in("requests", String.join("\n", this.service.requests())))
			.as("a canary that never flew proves nothing")
			.extracting((sent) -> sent.split(" in requests")[0])
			.contains("api key", "api key in the query", "user name", "password", "a strategy's own secret",
					"client secret", "access token", "refresh token", "granted access token", "authorization code",
					"aws session token", "one of several headers", "login password");
		this.found.addAll(during);
		this.found.addAll(findEverywhere());
		logReport();
		assertThat(this.found).isEmpty();
	}

	private void runScenario(Scenario scenario) {
		this.permits.acquireUninterruptibly();
		try {
			scenario.run();
		}
		finally {
			this.permits.release();
		}
	}

	private Set<String> findEverywhere() throws Exception {
		watchSentValues();
		Set<String> everywhere = new TreeSet<>(this.canaries.in("log", this.traces.log()));
		everywhere.addAll(Traces.database(this.canaries, this.owner));
		everywhere.addAll(Traces.files(this.canaries, FOLDER));
		everywhere.addAll(this.canaries.in("threads", Traces.threads(Path.of("target"))));
		for (String path : List.of("/actuator/prometheus", "/actuator/health", "/v3/api-docs")) {
			everywhere.addAll(this.canaries.in("metrics", this.anyone.get(path).response().body()));
		}
		return everywhere;
	}

	// These are the assertions, verifiers and headers that the service sent.
	private void watchSentValues() {
		Pattern made = Pattern.compile("(?:assertion|code_verifier)=([A-Za-z0-9._-]{40,})|Basic ([A-Za-z0-9+/=]{20,})");
		this.service.requests().forEach((request) -> {
			Matcher matcher = made.matcher(request);
			while (matcher.find()) {
				String value = (matcher.group(1) != null) ? matcher.group(1) : matcher.group(2);
				this.canaries.watch("what the service signed",
						value.substring(Math.max(0, value.lastIndexOf('.') + 1)));
			}
		});
	}

	private void logReport() {
		Map<String, Long> searched = this.canaries.countSearches();
		Map<String, Long> kinds = searched.entrySet()
			.stream()
			.collect(Collectors.groupingBy((entry) -> entry.getKey().split(" ")[0],
					Collectors.summingLong(Map.Entry::getValue)));
		LoggerFactory.getLogger(getClass())
			.info("{} secrets in {} writings, {} requests sent outside, {} operations; bytes searched: {}; found: {}",
					this.canaries.count(), this.canaries.writings(), this.service.requests().size(), this.called.size(),
					kinds, this.found.size());
	}

	private Set<String> readDescribedOperations() {
		return this.anyone.get("/v3/api-docs")
			.json()
			.path("paths")
			.propertyStream()
			.flatMap((path) -> path.getValue()
				.propertyStream()
				.map((method) -> method.getKey().toUpperCase(java.util.Locale.ROOT) + " "
						+ path.getKey().replace(ServiceClient.BASE, "")))
			.collect(Collectors.toSet());
	}

	private List<Scenario> scenarios() {
		List<Scenario> all = new ArrayList<>();
		List<Echo> echoes = new ArrayList<>(EnumSet.complementOf(EnumSet.of(Echo.TOKENS)));
		// The slow ones come first, so that the test does not wait for them at the end.
		echoes.sort(Comparator.comparing((echo) -> !SLOW.contains(echo)));
		for (Echo echo : echoes) {
			all.add(() -> callConnector(echo, "apikey", "{\"api_key_name\":\"X-Api-Key\",\"key_location\":\"header\"}",
					credentials("api_key", this.apiKey)));
			if (!SLOW.contains(echo)) {
				all.add(() -> callConnector(echo, "apikey",
						"{\"api_key_name\":\"Authorization\",\"key_location\":\"header\",\"value_prefix\":\"Bearer \"}",
						credentials("api_key", this.apiKey)));
				all.add(() -> callConnector(echo, "apikey", "{\"api_key_name\":\"k\",\"key_location\":\"query\"}",
						credentials("api_key", this.queryKey)));
				all.add(() -> callConnector(echo, "basic", "{}",
						credentials("username", this.username, "password", this.password)));
				all.add(() -> callConnector(echo, "custom", "{\"strategy\":\"stamp\",\"ink\":\"red\"}",
						credentials("stamp", this.stamp)));
				all.add(() -> callConnector(echo, "custom",
						"{\"strategy\":\"hmac\",\"string_to_sign\":\"x\",\"signature_header\":\"X-Signature\"}",
						credentials("secret", this.hmacSecret)));
				all.add(() -> callConnector(echo, "custom",
						"{\"strategy\":\"aws_sigv4\",\"region\":\"eu-west-1\",\"service\":\"s3\"}",
						credentials("access_key_id", "AKIDEXAMPLE", "secret_access_key", this.awsKey, "session_token",
								this.awsSession)));
				all.add(() -> callConnector(echo, "custom",
						"{\"strategy\":\"headers\",\"headers\":{\"X-One\":{\"prefix\":\"k \"},\"X-Two\":{\"value\":\"v\"}}}",
						credentials("X-One", this.headerSecret)));
				all.add(() -> callWithSessionLogin(echo, url(Echo.TOKENS)));
				all.add(() -> callWithSessionLogin(Echo.STATUS_401, url(echo)));
				all.add(() -> callConnector(echo, "oauth2", oauth(url(Echo.TOKENS), "client_secret_basic"),
						credentials("client_secret", this.clientSecret, "access_token", this.accessToken,
								"refresh_token", this.refreshToken)));
			}
			for (String method : SLOW.contains(echo) ? List.of("client_secret_post")
					: List.of("client_secret_basic", "client_secret_post", "private_key_jwt")) {
				all.add(() -> callWithMachineTokens(url(echo), method));
				all.add(() -> callWithRefreshToken(url(echo), method));
			}
			for (String mode : List.of("assertion", "installation")) {
				all.add(() -> callWithSignedAssertion(url(echo), mode, this.privateKey));
			}
			all.add(() -> callAfterConsent(url(echo)));
		}
		for (String method : List.of("client_secret_basic", "client_secret_post", "private_key_jwt")) {
			all.add(() -> callWithMachineTokens(url(Echo.TOKENS), method));
			all.add(() -> callWithRefreshToken(url(Echo.TOKENS), method));
		}
		for (String mode : List.of("assertion", "installation")) {
			all.add(() -> callWithSignedAssertion(url(Echo.TOKENS), mode, this.privateKey));
			all.add(() -> callWithSignedAssertion(url(Echo.TOKENS), mode, this.brokenKey));
		}
		all.add(() -> callAfterConsent(url(Echo.TOKENS)));
		all.add(this::callWhileStoreIsDown);
		all.add(this::sendInvalidInput);
		all.add(this::callRemainingOperations);
		return all;
	}

	private static String credentials(String... namesAndValues) {
		StringBuilder json = new StringBuilder("{");
		for (int i = 0; i < namesAndValues.length; i += 2) {
			json.append((i == 0) ? "\"" : ",\"")
				.append(namesAndValues[i])
				.append("\":\"")
				.append(EchoedRequest.escapeJson(namesAndValues[i + 1]))
				.append('"');
		}
		return json.append('}').toString();
	}

	private String url(Echo echo) {
		return "http://127.0.0.1:" + this.service.port() + echo.path();
	}

	private String configuration(Echo echo, String type, String config) {
		return """
				{"connector_name":"%s","service_name":"echo","auth_type":"%s","scopes":["read"],"auth_config":%s,
				 "metadata":{"test_path":"/probe"},"api_spec":{"servers":[{"url":"%s"}],"paths":{"/send":{"post":{"operationId":"send",
				 "requestBody":{"content":{"application/json":{"schema":{"type":"object"}}}}}},
				 "/form":{"put":{"operationId":"form","requestBody":{"content":{"application/x-www-form-urlencoded":{"schema":
				 {"type":"object","properties":{"a":{"type":"string"}}}}}}}},"/text":{"get":{"operationId":"text","parameters":
				 [{"name":"h","in":"header","schema":{"type":"string"}}]}}}}"""
			.formatted(UUID.randomUUID(), type, config, url(echo));
	}

	private String createConfiguration(String configuration, String credentials) {
		return call("POST /configurations", "", configuration + ",\"credentials\":" + credentials + "}").json()
			.path("id")
			.asString("");
	}

	private void callConnector(Echo echo, String type, String config, String credentials) {
		String id = createConfiguration(configuration(echo, type, config), credentials);
		call("PUT /configurations/{id}/credentials", id, credentials);
		callEveryOperation(id, url(echo));
	}

	// A slow service is called by all operations at once, because each takes whole
	// seconds.
	private void callEveryOperation(String id, String calledUrl) {
		if (SLOW.stream().anyMatch((echo) -> calledUrl.equals(url(echo)))) {
			runAtOnce(OPERATIONS.stream().<Scenario>map((operation) -> () -> callOperation(id, operation)).toList());
		}
		else {
			OPERATIONS.forEach((operation) -> callOperation(id, operation));
		}
	}

	private static void runAtOnce(List<Scenario> scenarios) {
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<CompletableFuture<Void>> all = scenarios.stream()
				.map((scenario) -> CompletableFuture.runAsync(scenario::run, threads))
				.toList();
			all.forEach(CompletableFuture::join);
		}
	}

	private void callOperation(String id, String operation) {
		String[] parts = operation.split(" ");
		call(parts[0] + " " + parts[1], id, (parts.length < 3) ? null : buildActionRequest(parts[2]));
	}

	private static String buildActionRequest(String action) {
		String payload = action.equals("text") ? "{\"h\":\"x\"}" : "{\"a\":\"1\"}";
		return "{\"action_name\":\"" + action + "\",\"payload\":" + payload + "}";
	}

	private void callWithSessionLogin(Echo echo, String loginUrl) {
		for (String format : List.of("json", "form", "basic")) {
			callConnector(echo, "custom", """
					{"strategy":"session_login","login_url":"%s","login_format":"%s","token_at":"/access_token",
					 "fields":{"username":{"value":"me"},"password":{}}}""".formatted(loginUrl, format),
					credentials("password", this.loginSecret));
		}
	}

	private static String oauth(String tokenUrl, String method) {
		return """
				{"client_id":"client-1","token_url":"%1$s","revocation_url":"%1$s","token_endpoint_auth_method":"%2$s",
				 "grant_type":"refresh_token"}""".formatted(tokenUrl, method);
	}

	private void callWithMachineTokens(String tokenUrl, String method) {
		callEveryOperation(createConfiguration(
				configuration(Echo.STATUS_401, "oauth2",
						oauth(tokenUrl, method).replace("\"refresh_token\"", "\"client_credentials\"")),
				clientCredentials(method)), tokenUrl);
	}

	private void callWithRefreshToken(String tokenUrl, String method) {
		String id = createConfiguration(configuration(Echo.STATUS_200, "oauth2", oauth(tokenUrl, method)),
				clientCredentials(method).replace("}", ",")
						+ credentials("refresh_token", this.refreshToken).substring(1));
		callEveryOperation(id, tokenUrl);
		call("DELETE /configurations/{id}", id, null);
	}

	private String clientCredentials(String method) {
		return method.equals("private_key_jwt") ? credentials("private_key", this.privateKey)
				: credentials("client_secret", this.clientSecret);
	}

	private void callWithSignedAssertion(String tokenUrl, String mode, String key) {
		callEveryOperation(createConfiguration(configuration(Echo.STATUS_403, "custom", """
				{"strategy":"jwt_bearer","mode":"%s","token_url":"%s","issuer":"me"}""".formatted(mode, tokenUrl)),
				credentials("private_key", key)), tokenUrl);
	}

	private void callAfterConsent(String tokenUrl) {
		String id = createConfiguration(configuration(Echo.STATUS_401, "oauth2", """
				{"client_id":"client-1","auth_url":"https://provider.example/authorize","token_url":"%s",
				 "redirect_uri":"https://connect.example.com/api/v1/connectors/oauth2/callback"}"""
			.formatted(tokenUrl)), credentials("client_secret", this.clientSecret));
		Answer begun = call("POST /{id}/oauth2/authorizations", id,
				"{\"return_url\":\"https://app.example.com/done\"}");
		sendCallback(begun, "&code=" + EchoedRequest.encodeUrl(this.code));
		sendCallback(begun, "&code=" + EchoedRequest.encodeUrl(this.code));
		Answer again = call("POST /{id}/oauth2/authorizations", id, "{}");
		sendCallback(again, "&code=" + EchoedRequest.encodeUrl(this.code));
		call("GET /configurations/{id}", id, null);
		confirm(again, id);
		callEveryOperation(id, tokenUrl);
		Answer refused = call("POST /{id}/oauth2/authorizations", id, "{}");
		sendCallback(refused, "&error=server_error&code=" + EchoedRequest.encodeUrl(this.code));
		String authorization = "/{id}/oauth2/authorizations/" + refused.json().path("authorization_id").asString();
		recordAnswer("GET /{id}/oauth2/authorizations/{authorization_id}",
				send(this.tenant, "GET", authorization, id, null));
		confirm(refused, id);
		call("DELETE /configurations/{id}", id, null);
	}

	private void confirm(Answer begun, String id) {
		recordAnswer("POST /{id}/oauth2/authorizations/{authorization_id}/confirmation", send(this.tenant, "POST",
				"/{id}/oauth2/authorizations/" + begun.json().path("authorization_id").asString() + "/confirmation", id,
				null));
	}

	private void sendCallback(Answer begun, String more) {
		String url = begun.json().path("authorization_url").asString("");
		String state = UriComponentsBuilder.fromUri(URI.create(url)).build().getQueryParams().getFirst("state");
		recordAnswer("GET /oauth2/callback",
				this.anyone.get(ServiceClient.BASE + "/oauth2/callback?state=" + state + more));
	}

	private void callWhileStoreIsDown() {
		ServiceClient other = this.anyone.asNewTenant();
		String body = configuration(Echo.STATUS_200, "basic", "{}") + ",\"credentials\":"
				+ credentials("username", this.username, "password", this.password) + "}";
		String id = other.create(body);
		this.store.failFor(other.tenantId());
		for (String operation : OPERATIONS) {
			String[] parts = operation.split(" ");
			recordAnswer("", send(other, parts[0], parts[1], id,
					(parts.length < 3) ? null : "{\"action_name\":\"" + parts[2] + "\",\"payload\":{}}"));
		}
		recordAnswer("", other.post(ServiceClient.CONFIGURATIONS, body));
		recordAnswer("", other.put(ServiceClient.CONFIGURATIONS + "/" + id + "/credentials",
				credentials("username", this.username, "password", this.password)));
		recordAnswer("", other.delete(ServiceClient.CONFIGURATIONS + "/" + id));
		this.store.workFor(other.tenantId());
	}

	private void sendInvalidInput() {
		String id = createConfiguration(
				configuration(Echo.STATUS_200, "apikey",
						"{\"api_key_name\":\"X-Api-Key\",\"key_location\":\"header\"}"),
				credentials("api_key", this.apiKey));
		String key = EchoedRequest.escapeJson(this.apiKey);
		for (String wrong : List.of("[\"%s\"]", "{\"api_key\":[\"%s\"]}", "{\"api_key\":{\"x\":\"%s\"}}",
				"{\"api_keys\":\"%s\"}", "{\"api_key\":\"%s\"", "{\"api_key\":\"%s\\x\"}",
				"{\"api_key\":\"%s\\u0000\"}", "{\"api_key\":\"%s\\ud800\"}", "{\"api_key\":\"%s\",\"api_key\":\"%s\"}",
				"\"%s\"", "%s", "{\"api_key\":\"%s\\r\\nX: y\"}", "{\"api_key\":\"\u00e9%s\"}", "{\"api_key\":'%s'}",
				"{\"username\":\"%s\",\"password\":\"%s\"}", "{\"api_key\":\"%s\"} trailing %s")) {
			String body = wrong.replace("%s", key);
			call("PUT /configurations/{id}/credentials", id, body);
			call("POST /{id}/test-connection", id, null);
			call("POST /configurations", "",
					configuration(Echo.STATUS_200, "apikey",
							"{\"api_key_name\":\"X-Api-Key\",\"key_location\":\"header\"}") + ",\"credentials\":" + body
							+ "}");
			call("PUT /configurations/{id}", id, "{\"credentials\":" + body + "}");
		}
		call("PUT /configurations/{id}/credentials", id, "{\"api_key\":\"" + key.repeat(30_000) + "\"}");
		for (String path : List.of(key, "kv/data/tenant_" + this.tenant.tenantId() + "/a b" + key)) {
			call("PUT /configurations/{id}", id, "{\"auth_config\":{\"api_key_name\":\"X\",\"key_location\":\"header\","
					+ "\"secret_key_vault_path\":\"" + path + "\"}}");
		}
		call("PUT /configurations/{id}", id, "{\"auth_config\":{\"api_key_name\":\"X\",\"key_location\":\"header\","
				+ "\"api_key\":\"" + key + "\"}}");
	}

	private void callOAuthApps() {
		ServiceClient operator = this.anyone.asServiceRole();
		String secret = this.canaries.secret("secret of an OAuth app", "", "");
		String path = "/api/v1/oauth-apps/github";
		recordAnswer("PUT /api/v1/oauth-apps/{service_name}",
				operator.put(path, "{\"client_id\":\"company\",\"client_secret\":\"" + secret + "\"}"));
		recordAnswer("", operator.put(path, "{\"client_secret\":\"" + secret + "\"}"));
		recordAnswer("GET /api/v1/oauth-apps/{service_name}", operator.get(path));
		recordAnswer("GET /api/v1/oauth-apps", operator.get("/api/v1/oauth-apps"));
		recordAnswer("DELETE /api/v1/oauth-apps/{service_name}", operator.delete(path + "?force=true"));
	}

	private void callRemainingOperations() {
		String id = createConfiguration(
				configuration(Echo.STATUS_500, "apikey", "{\"api_key_name\":\"k\",\"key_location\":\"query\"}"),
				credentials("api_key", this.queryKey));
		call("GET /configurations", "", null);
		call("GET /services", "", null);
		recordAnswer("GET /services/{service_name}", this.tenant.get(ServiceClient.BASE + "/services/slack"));
		callOAuthApps();
		call("PUT /configurations/{id}", id, "{\"metadata\":{\"test_path\":\"/other\"}}");
		call("PUT /configurations/{id}", id, "{\"api_spec\":{\"servers\":[{\"url\":\"http://127.0.0.1:1\"}]}}");
		callEveryOperation(id, url(Echo.STATUS_500));
		String token = this.tenant.header("Authorization");
		for (String header : List.of("X-Tenant-Id", "X-Request-Id", "If-Match", "Content-Type", "Accept")) {
			recordAnswer("",
					this.tenant.withHeader(header, token.substring(7)).get(ServiceClient.CONFIGURATIONS + "/" + id));
		}
		recordAnswer("", this.anyone.withToken(token.substring(7) + "x").get(ServiceClient.CONFIGURATIONS));
		recordAnswer("GET /health", this.anyone.get("/api/v1/health"));
		this.called.add("GET /api/v1/health");
		int port = this.anyone.uri("/").getPort();
		for (String line : List.of("GET /%00 HTTP/1.1", "NONSENSE", "GET /a;b HTTP/1.1", "GET /nowhere HTTP/9")) {
			RawCall.Answer answer = RawCall.send(port,
					line + "\r\nHost: x\r\nConnection: close\r\nAuthorization: " + token + "\r\n\r\n");
			this.found.addAll(this.canaries.in("answers", answer.head() + answer.body()));
		}
	}

	private Answer call(String operation, String id, @Nullable String body) {
		String[] parts = operation.split(" ");
		Answer answer = send(this.tenant, parts[0], parts[1], id, body);
		recordAnswer(parts[0] + " " + parts[1].replaceFirst("\\?.*", ""), answer);
		return answer;
	}

	private static Answer send(ServiceClient client, String method, String path, String id, @Nullable String body) {
		return client.send(method, ServiceClient.BASE + path.replace("{id}", id),
				(body == null) ? null : body.getBytes(StandardCharsets.UTF_8));
	}

	private void recordAnswer(String operation, Answer answer) {
		this.called.add(operation);
		StringBuilder head = new StringBuilder();
		answer.response()
			.headers()
			.map()
			.forEach((name, values) -> head.append(name).append(": ").append(values).append('\n'));
		this.found.addAll(this.canaries.in("answers", head.toString()));
		this.found.addAll(this.canaries.in("answers", answer.response().body()));
	}

	@Test
	void findsPlantedCanaries() throws Exception {
		String planted = new Canaries().secret("not watched", "", "");
		String id = createConfiguration(
				configuration(Echo.STATUS_200, "apikey", "{\"api_key_name\":\"X\",\"key_location\":\"header\"}"),
				credentials("api_key", this.apiKey));
		call("PUT /configurations/{id}", id, "{\"metadata\":{\"note\":\"" + planted + "\"}}");
		LoggerFactory.getLogger("io.connectorservice.planted")
			.debug("A careless {}", planted, new IllegalStateException(planted));
		Thread.ofVirtual().name(planted).start(() -> {
			try {
				Thread.sleep(20_000);
			}
			catch (InterruptedException _) {
				Thread.currentThread().interrupt();
			}
		});
		this.canaries.watch("planted", planted);
		JsonNode shown = call("GET /configurations/{id}", id, null).json();
		assertThat(shown.at("/metadata/note").asString()).isEqualTo(planted);
		this.found.addAll(findEverywhere());
		assertThat(this.found).allMatch((one) -> one.startsWith("planted in "))
			.anyMatch((one) -> one.startsWith("planted in answers"))
			.anyMatch((one) -> one.startsWith("planted in log"))
			.anyMatch((one) -> one.startsWith("planted in database public.integration_connectors"))
			.anyMatch((one) -> one.startsWith("planted in files"))
			.anyMatch((one) -> one.startsWith("planted in threads"));
		call("DELETE /configurations/{id}", id, null);
	}

	/**
	 * Sends requests that may leak a secret.
	 */
	@FunctionalInterface
	private interface Scenario {

		void run();

	}

}
