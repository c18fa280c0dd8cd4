package io.connectorservice;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.connector.web.TestConfigurations;
import io.connectorservice.json.StrictJson;
import io.connectorservice.secret.vault.VaultDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.util.UriComponentsBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What whoever watches the service sees of it: webhooks, metrics, spans, log lines.
 */
// The service exports traces until it is closed, and the collector is there until then.
@DirtiesContext
@Isolated
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
		"connector.local.data-dir=target/test-watched", "spring.datasource.hikari.connection-timeout=60000",
		"connector.database.transaction-timeout=1m", "connector.outbound.egress-allow=127.0.0.1,localhost",
		"connector.connectors.note-every=0s", "connector.connectors.recover-after=0s",
		"connector.connectors.measured-services=warehouse", "connector.webhooks.interval=100ms",
		"connector.token.tenant-claim=app_metadata.tenant_id", "connector.oauth.confirmation-check=200ms",
		"connector.log.queue=1000", "management.tracing.sampling.probability=1.0",
		"management.opentelemetry.tracing.export.schedule-delay=100ms", "connector.tracing.propagate-to=localhost" })
@Import(ServiceClient.class)
class WatchedServiceIntegrationTests {

	private static final String WEBHOOK_SECRET = "whsec_dGVzdHMtdGVzdHMtdGVzdHMtdGVzdHMtdGVzdHM=";

	private static final String TRACES = "management.opentelemetry.tracing.export.otlp.endpoint";

	private static final UpstreamServer receiver = UpstreamServer.start();

	private static final UpstreamServer collector = UpstreamServer.start();

	private static final VaultDouble vault = new VaultDouble();

	private final UpstreamServer upstream = UpstreamServer.start();

	private final ServiceClient tenant;

	@Autowired
	private FlywayConnectionDetails owner;

	WatchedServiceIntegrationTests(@Autowired ServiceClient client) {
		this.tenant = client.asNewTenant();
	}

	@DynamicPropertySource
	static void set(DynamicPropertyRegistry registry) {
		registry.add("connector.webhooks.url", () -> receiver.url() + "/hooks");
		registry.add("connector.webhooks.secret", () -> WEBHOOK_SECRET);
		registry.add("connector.vault.addr", vault::address);
		registry.add("connector.vault.token", () -> VaultDouble.ROOT_TOKEN);
	}

	// whether there are spans at all is decided before a test's own properties are there
	@BeforeAll
	static void exportTraces() {
		System.setProperty(TRACES, collector.url() + "/v1/traces");
	}

	@AfterAll
	static void stopServers() {
		System.clearProperty(TRACES);
		receiver.close();
		vault.close();
	}

	@AfterEach
	void stopService() {
		this.upstream.close();
	}

	@BeforeEach
	void respondWell() {
		this.upstream.respondWith(Reply.json(200, "{\"ok\":true}"));
	}

	private String create(String name, String service, String url) {
		return this.tenant.create(TestConfigurations.at(url)
			.withName(name)
			.with("service_name", "\"" + service + "\"")
			.withApiKey("a-key-for-tests")
			.json());
	}

	private Answer read(String id) {
		return this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/a");
	}

	private static List<String> findReceivedMessages(String connector) {
		return receiver.calls()
			.stream()
			.map((call) -> StrictJson.read(call.body().getBytes(StandardCharsets.UTF_8)))
			.filter((message) -> message.at("/data/connector_id").asString().equals(connector))
			.map((message) -> message.path("type").asString() + " " + message.at("/data/code").asString("-") + " "
					+ message.at("/data/upstream_status").asString("-"))
			.toList();
	}

	@Test
	void sendsWebhookWhenConnectionStatusChanges() {
		String id = create("turning", "s", this.upstream.url());
		read(id);
		this.upstream.respondWith(Reply.json(404, "{}"));
		read(id);
		this.upstream.respondWith(Reply.json(401, "{}"));
		read(id);
		read(id);
		this.upstream.respondWith(Reply.json(200, "{}"));
		read(id);
		read(id);
		this.tenant.delete(ServiceClient.CONFIGURATIONS + "/" + id);
		TestAwait.await()
			.untilAsserted(() -> assertThat(findReceivedMessages(id)).containsExactly(
					"connector.failed upstream_error 401", "connector.recovered - -", "connector.deleted - -"));
		assertThat(receiver.calls()).allMatch((call) -> !call.body().contains("a-key-for-tests"));
	}

	@Test
	void sendsWebhookForAuthorizationAndItsLoss() {
		this.upstream.respondWith((call) -> Reply.json(200, call.uri().startsWith("/token")
				? "{\"access_token\":\"a-token\",\"refresh_token\":\"another\",\"expires_in\":1}" : "{}"));
		String id = this.tenant.create("""
				{"connector_name":"authorized","service_name":"s","auth_type":"oauth2",
				 "auth_config":{"client_id":"c","auth_url":"%1$s/authorize","token_url":"%1$s/token",
				  "redirect_uri":"https://connect.example.com/api/v1/connectors/oauth2/callback"},
				 "api_spec":{"servers":[{"url":"%1$s"}]},"credentials":{"client_secret":"a-key-for-tests"}}"""
			.formatted(this.upstream.url()));
		String authorizations = ServiceClient.BASE + "/" + id + "/oauth2/authorizations";
		JsonNode begun = this.tenant.post(authorizations, "{}").json();
		String state = UriComponentsBuilder.fromUriString(begun.path("authorization_url").asString())
			.build()
			.getQueryParams()
			.getFirst("state");
		this.tenant.get(ServiceClient.BASE + "/oauth2/callback?code=c&state=" + state);
		this.tenant.post(authorizations + "/" + begun.path("authorization_id").asString() + "/confirmation");
		TestAwait.await()
			.untilAsserted(() -> assertThat(findReceivedMessages(id)).containsExactly("connector.connected - -"));
		this.upstream.respondWith((call) -> call.uri().startsWith("/token")
				? Reply.json(400, "{\"error\":\"invalid_grant\"}") : Reply.json(200, "{}"));
		TestAwait.await().until(() -> read(id).code().equals("reauthorization_required"));
		TestAwait.await()
			.untilAsserted(() -> assertThat(findReceivedMessages(id)).containsExactly("connector.connected - -",
					"connector.reauthorization_required reauthorization_required -"));
		JsonNode events = this.tenant.get(ServiceClient.BASE + "/" + id + "/events?limit=100").json().path("data");
		assertThat(events.valueStream().filter((event) -> event.path("kind").asString().equals("connected")))
			.singleElement()
			.satisfies(
					(event) -> assertThat(event.path("actor").asString()).isEqualTo("user:" + this.tenant.tenantId()));
	}

	@Test
	void refusesConfirmationByAnotherPersonOfTheTenant() {
		ServiceClient anna = asPerson("anna");
		String id = createWithRevocation(anna);
		String confirmation = beginAndCallBack(anna, id);
		assertThat(readStatuses(id)).containsExactly("confirmation_required", "confirmation_required");
		assertThat(read(id).code()).isEqualTo("authorization_required");
		Answer refused = asPerson("ben").post(confirmation);
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.code()).isEqualTo("forbidden");
		assertThat(findRevokedTokens()).containsExactly("another");
		assertNoPendingSecrets(id);
		assertThat(anna.post(confirmation).code()).isEqualTo("authorization_failed");
		assertThat(readStatuses(id)).containsExactly("not_connected", "not_connected");
		assertThat(anna.post(beginAndCallBack(anna, id)).json().path("status").asString()).isEqualTo("connected");
		assertThat(readStatuses(id)).containsExactly("connected", "connected");
		assertNoPendingSecrets(id);
	}

	@Test
	void acceptsConfirmationByServiceRoleOnlyIfItBegan() {
		ServiceClient backend = this.tenant.asServiceRole().withHeader("X-Tenant-Id", this.tenant.tenantId());
		String id = createWithRevocation(this.tenant);
		assertThat(backend.post(beginAndCallBack(this.tenant, id)).code()).isEqualTo("forbidden");
		assertThat(this.tenant.post(beginAndCallBack(backend, id)).code()).isEqualTo("forbidden");
		assertThat(findRevokedTokens()).hasSize(2);
		assertThat(backend.post(beginAndCallBack(backend, id)).status()).isEqualTo(200);
	}

	@Test
	void revokesAndReportsUnconfirmedAuthorizations() throws SQLException {
		String id = createWithRevocation(this.tenant);
		String confirmation = beginAndCallBack(this.tenant, id);
		expireConfirmations(id);
		TestAwait.await()
			.untilAsserted(() -> assertThat(findReceivedMessages(id))
				.containsExactly("connector.authorization_expired authorization_expired -"));
		assertThat(findRevokedTokens()).containsExactly("another");
		assertNoPendingSecrets(id);
		Answer late = this.tenant.post(confirmation);
		assertThat(late.status()).isEqualTo(409);
		assertThat(late.code()).isEqualTo("authorization_expired");
		JsonNode event = this.tenant.get(ServiceClient.BASE + "/" + id + "/events").json().at("/data/0");
		assertThat(event.path("kind").asString()).isEqualTo("authorization_expired");
		assertThat(event.path("actor").asString()).isEqualTo("worker");
		assertThat(confirmation).contains(event.path("authorization_id").asString());
		assertThat(scrapeMetrics()).contains("connector_authorizations_total{step=\"expired\"}");
	}

	@Test
	void revokesUnconfirmedAuthorizationsWithTheirConnector() {
		String id = createWithRevocation(this.tenant);
		String confirmation = beginAndCallBack(this.tenant, id);
		this.tenant.delete(ServiceClient.CONFIGURATIONS + "/" + id);
		assertThat(findRevokedTokens()).containsExactly("another");
		assertNoPendingSecrets(id);
		assertThat(this.tenant.post(confirmation).status()).isEqualTo(404);
	}

	private ServiceClient asPerson(String subject) {
		return this.tenant.withToken(this.tenant.tokens().of(UUID.fromString(this.tenant.tenantId()), subject));
	}

	private String createWithRevocation(ServiceClient person) {
		this.upstream.respondWith((call) -> Reply.json(200, call.uri().startsWith("/token")
				? "{\"access_token\":\"a-token\",\"refresh_token\":\"another\",\"expires_in\":3600}" : "{}"));
		return person.create("""
				{"connector_name":"confirmed","service_name":"s","auth_type":"oauth2",
				 "auth_config":{"client_id":"c","auth_url":"%1$s/authorize","token_url":"%1$s/token",
				  "revocation_url":"%1$s/revoke",
				  "redirect_uri":"https://connect.example.com/api/v1/connectors/oauth2/callback"},
				 "api_spec":{"servers":[{"url":"%1$s"}]},"credentials":{"client_secret":"a-key-for-tests"}}"""
			.formatted(this.upstream.url()));
	}

	// returns the address at which the authorization is confirmed
	private String beginAndCallBack(ServiceClient person, String id) {
		String authorizations = ServiceClient.BASE + "/" + id + "/oauth2/authorizations";
		JsonNode begun = person.post(authorizations, "{}").json();
		String state = UriComponentsBuilder.fromUriString(begun.path("authorization_url").asString())
			.build()
			.getQueryParams()
			.getFirst("state");
		assertThat(this.tenant.get(ServiceClient.BASE + "/oauth2/callback?code=c&state=" + state).status())
			.isEqualTo(200);
		return authorizations + "/" + begun.path("authorization_id").asString() + "/confirmation";
	}

	// as the connector shows it, and as the list does
	private List<String> readStatuses(String id) {
		JsonNode listed = this.tenant.get(ServiceClient.CONFIGURATIONS).json().at("/data/0");
		assertThat(listed.path("id").asString()).isEqualTo(id);
		return Stream.of(this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id).json(), listed)
			.map((shown) -> shown.path("connection_status").asString())
			.toList();
	}

	private List<String> findRevokedTokens() {
		return this.upstream.calls()
			.stream()
			.filter((call) -> call.uri().startsWith("/revoke"))
			.map((call) -> call.body().replaceFirst(".*(?:^|&)token=([^&]*).*", "$1"))
			.toList();
	}

	private static void assertNoPendingSecrets(String id) {
		List<VaultDouble.Call> written = vault.calls("/connectors/" + id + "/pending/")
			.stream()
			.filter((call) -> call.method().equals("POST"))
			.toList();
		assertThat(written).isNotEmpty();
		for (VaultDouble.Call call : written) {
			String removed = call.path().replace("/data/", "/metadata/");
			assertThat(vault.calls(removed)).anyMatch((later) -> later.method().equals("DELETE"));
		}
	}

	private void expireConfirmations(String id) throws SQLException {
		try (Connection connection = DriverManager.getConnection(this.owner.getJdbcUrl(), this.owner.getUsername(),
				this.owner.getPassword()); var sql = connection.createStatement()) {
			for (String change : List.of("oauth_authorizations set expires_at", "oauth_confirmations set due_at")) {
				sql.execute("update connector_service." + change + " = now() where connector_id = '" + id + "'");
			}
		}
	}

	@Test
	void limitsTimeSeriesForArbitraryServiceNames() {
		String id = create("first", "odd-0", this.upstream.url());
		read(id);
		this.tenant.post(ServiceClient.BASE + "/" + id + "/test-connection");
		int before = series().size();
		try (ExecutorService callers = Executors.newFixedThreadPool(16)) {
			for (int i = 1; i <= 500; i++) {
				String name = "odd-" + i;
				callers.execute(() -> read(create(name, name, this.upstream.url())));
			}
		}
		assertThat(this.upstream.calls()).hasSize(502);
		assertThat(series().size() - before).isLessThan(20);
		assertThat(scrapeMetrics()).doesNotContain("odd-", id, this.tenant.tenantId());
		assertThat(series()).anyMatch((line) -> line.startsWith("connector_calls_seconds_count")
				&& line.contains("service=\"other\"") && line.contains("upstream_status=\"2xx\""));
	}

	private String scrapeMetrics() {
		return this.tenant.get("/actuator/prometheus").text();
	}

	private Set<String> series() {
		return scrapeMetrics().lines()
			.filter((line) -> !line.startsWith("#"))
			.map((line) -> line.substring(0, line.lastIndexOf(' ')))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/** Every metric that an alert or a panel asks for. */
	@Test
	void tagsMetricsWithServicesListedByOperator() {
		String id = create("listed", "warehouse", this.upstream.url());
		read(id);
		assertThat(series()).anyMatch(
				(line) -> line.startsWith("connector_calls_seconds_count") && line.contains("service=\"warehouse\""));
	}

	@Test
	void hasEveryMetricThatAlertsAndDashboardAskFor() throws IOException {
		String id = create("measured", "s", this.upstream.url());
		read(id);
		Set<String> names = series().stream()
			.map((line) -> line.replaceAll("\\{.*", ""))
			.collect(Collectors.toCollection(TreeSet::new));
		names.add("up");
		Set<String> asked = new TreeSet<>();
		for (String expression : expressions()) {
			asked.addAll(metrics(expression));
		}
		assertThat(asked).hasSizeGreaterThan(15);
		assertThat(names).containsAll(asked);
	}

	private static List<String> expressions() throws IOException {
		JsonNode dashboard = StrictJson.mapper()
			.readTree(Files.readString(Path.of("src/main/docker/grafana/dashboards/connector-service.json")));
		List<String> all = new ArrayList<>(dashboard.findValuesAsString("expr"));
		Pattern rule = Pattern.compile("expr: (?:>-\\n((?: {10}.*\\n)+)|(.*))");
		rule.matcher(Files.readString(Path.of("src/main/docker/prometheus/alerts.yml")))
			.results()
			.forEach((found) -> all.add((found.group(1) != null) ? found.group(1) : found.group(2)));
		return all;
	}

	// names outside braces, brackets and by clauses that are no functions
	private static Set<String> metrics(String expression) {
		String bare = expression.replaceAll("\\{[^}]*}|\\[[^]]*]|\\bby \\([^)]*\\)", "");
		return Pattern.compile("[a-z_:][a-z0-9_:]*+(?!\\s*\\()")
			.matcher(bare)
			.results()
			.map((found) -> found.group())
			.filter((name) -> !Set.of("and", "or", "unless").contains(name))
			.collect(Collectors.toSet());
	}

	@Test
	void exportsTheStepsOfARequestInOrder() {
		String id = create("traced", "s", this.upstream.url());
		String trace = UUID.randomUUID().toString().replace("-", "");
		this.tenant.withHeader("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
			.withHeader("tracestate", "vendor=secret")
			.withHeader("baggage", "user=secret")
			.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/a&token=in-the-query");
		TestAwait.await()
			.untilAsserted(() -> assertThat(spans(trace)).extracting(ExportedSpan::name)
				.contains("http get /api/v1/connectors/{id}/data", "call GET", "database", "vault"));
		List<ExportedSpan> spans = spans(trace);
		ExportedSpan request = spans.stream()
			.filter((span) -> span.name().startsWith("http get"))
			.findFirst()
			.orElseThrow();
		assertThat(request.parent()).isEqualTo("00f067aa0ba902b7");
		assertThat(spans).filteredOn((span) -> !span.name().startsWith("http get"))
			.allMatch((span) -> isBelow(span, request, spans));
		assertThat(spans.toString()).doesNotContain("in-the-query", "a-key-for-tests", "user=secret");
	}

	private static boolean isBelow(ExportedSpan span, ExportedSpan top, List<ExportedSpan> all) {
		return span.parent().equals(top.id())
				|| all.stream().anyMatch((parent) -> parent.id().equals(span.parent()) && isBelow(parent, top, all));
	}

	private static List<ExportedSpan> spans(String trace) {
		return collector.calls()
			.stream()
			.flatMap((call) -> ExportedSpan.in(call.bytes()).stream())
			.filter((span) -> span.trace().equals(trace))
			.toList();
	}

	@Test
	void keepsTracesFromThirdParties() {
		String id = create("quiet", "s", this.upstream.url());
		this.tenant.withHeader("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
			.withHeader("tracestate", "vendor=1")
			.withHeader("baggage", "a=b")
			.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/a");
		assertThat(this.upstream.calls()).isNotEmpty()
			.allSatisfy((call) -> assertThat(call.headers().keySet()).doesNotContain("Traceparent", "Tracestate",
					"Baggage", "B3", "X-b3-traceid"));
	}

	@Test
	void propagatesTracesToAddressesListedByOperator() {
		String id = create("told", "s", this.upstream.url().replace("127.0.0.1", "localhost"));
		this.tenant.withHeader("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
			.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/a");
		assertThat(this.upstream.lastCall().header("traceparent"))
			.matches("00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01")
			.doesNotContain("00f067aa0ba902b7");
		assertThat(this.upstream.lastCall().header("tracestate")).isNull();
	}

	@Test
	void writesTheIdsOfARequestWithEachLine(CapturedOutput output) {
		String id = create("logged", "s", this.upstream.url());
		this.tenant.withHeader("X-Request-Id", "req-of-the-log")
			.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/a&q=in-the-query");
		TestAwait.await()
			.untilAsserted(() -> assertThat(output)
				.containsPattern("INFO [0-9]+ --- .*\\[req-of-the-log].*read s of connector " + id
						+ ": success, status 200, [0-9]+ ms"));
		assertThat(output).doesNotContain("in-the-query", "a-key-for-tests");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ecs", "logstash", "gelf" })
	void writesCallsAsJson(String format) {
		String id = create("json", "s", this.upstream.url());
		LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
		StructuredLogEncoder encoder = new StructuredLogEncoder();
		encoder.setContext(context);
		encoder.setFormat(format);
		encoder.start();
		List<String> lines = new CopyOnWriteArrayList<>();
		Appender<ILoggingEvent> appender = new AppenderBase<>() {

			@Override
			protected void append(ILoggingEvent event) {
				lines.add(new String(encoder.encode(event), StandardCharsets.UTF_8));
			}

		};
		appender.setContext(context);
		appender.start();
		context.getLogger("io.connectorservice.calls").addAppender(appender);
		this.tenant.withHeader("X-Request-Id", "req-as-json")
			.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/a");
		context.getLogger("io.connectorservice.calls").detachAppender(appender);
		assertThat(lines).singleElement().satisfies((line) -> {
			assertThat(StrictJson.mapper().readTree(line).isObject()).isTrue();
			assertThat(line).contains("request_id\":\"req-as-json\"", "connector_id\":\"" + id,
					"tenant_id\":\"" + this.tenant.tenantId(), "outcome\":\"success\"", "external_service\":\"s\"");
		});
	}

	@Test
	void preventsLogInjection(CapturedOutput output) {
		String forged = "x\\r\\n2026-01-01T00:00:00.000Z ERROR 1 --- forged";
		ServiceClient odd = this.tenant.withToken(this.tenant.tokens()
			.sign(TestTokens.claims()
				.subject(this.tenant.tenantId())
				.claim("role", "authenticated")
				.claim("name", forged)
				.build()));
		odd.withHeader("X-Request-Id", "a b").get(ServiceClient.BASE + "/x%0d%0aERROR%20forged/data?resource_path=/a");
		assertThat(output.toString().lines())
			.noneMatch((line) -> line.startsWith("ERROR forged") || line.startsWith("2026-01-01T00:00:00.000Z"));
	}

}
