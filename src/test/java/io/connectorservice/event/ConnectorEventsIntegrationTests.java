package io.connectorservice.event;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.TestAwait;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.connector.web.TestConfigurations;
import io.connectorservice.database.TenantTransactions;
import io.connectorservice.tenant.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The events that are recorded for a connector, and their visibility.
 */
@ConnectorServiceTest
class ConnectorEventsIntegrationTests {

	private static final String SECRET = "a-key-that-nobody-may-see";

	private final ServiceClient tenant;

	private final ServiceClient other;

	@Autowired
	private ConnectorEvents events;

	@Autowired
	private TenantTransactions transactions;

	@Autowired
	private JdbcClient sql;

	ConnectorEventsIntegrationTests(@Autowired ServiceClient client) {
		this.tenant = client.asNewTenant();
		this.other = client.asNewTenant();
	}

	private String create(String url) {
		return this.tenant.withHeader("X-Request-Id", "req-create")
			.create(TestConfigurations.at(url).withName("n").withApiKey(SECRET).json());
	}

	private Answer list(String id, String query) {
		return this.tenant.get(ServiceClient.BASE + "/" + id + "/events" + query);
	}

	private static List<String> lines(Answer answer) {
		return answer.json()
			.path("data")
			.valueStream()
			.map((event) -> String.join(" ", event.path("kind").asString(), event.path("outcome").asString(),
					event.path("code").asString("-"), text(event.path("upstream_status")),
					event.path("request_id").asString("-")))
			.toList();
	}

	private static String text(JsonNode number) {
		return number.isNumber() ? number.toString() : "-";
	}

	@Test
	void recordsEveryKindOnceNewestFirst() {
		try (UpstreamServer upstream = UpstreamServer.start()) {
			String id = create(upstream.url());
			String connector = ServiceClient.BASE + "/" + id;
			String configuration = ServiceClient.CONFIGURATIONS + "/" + id;
			as("req-change").put(configuration, "{\"scopes\":[\"a\"]}");
			as("req-store").put(configuration + "/credentials", "{\"api_key\":\"" + SECRET + "2\"}");
			as("req-test").post(connector + "/test-connection");
			as("req-read").get(connector + "/data?resource_path=/a");
			upstream.respondWith(Reply.json(403, "{\"why\":\"" + SECRET + "2\"}"));
			as("req-refused").post(connector + "/test-connection");
			upstream.respondWith(Reply.json(500, "{\"why\":\"" + SECRET + "2\"}"));
			as("req-failed").get(connector + "/data?resource_path=/a");
			as("req-invalid").put(configuration, "{\"nothing\":1}");
			Answer answer = list(id, "");
			assertThat(lines(answer)).containsExactly("failed failure upstream_error 500 req-failed",
					"tested failure upstream_error 403 req-refused", "tested success - - req-test",
					"credentials_stored success - - req-store", "changed success - - req-change",
					"created success - - req-create");
			assertThat(answer.text()).doesNotContain(SECRET, "why");
			assertThat(answer.json().at("/data/0").propertyNames()).containsExactlyInAnyOrder("kind", "outcome", "code",
					"upstream_status", "duration_ms", "occurrences", "actor", "request_id", "occurred_at",
					"authorization_id");
		}
	}

	private ServiceClient as(String requestId) {
		return this.tenant.withHeader("X-Request-Id", requestId);
	}

	@Test
	void recordsActorAndDuration() {
		try (UpstreamServer upstream = UpstreamServer.start()) {
			String id = create(upstream.url());
			this.tenant.asServiceRole()
				.withHeader("X-Tenant-Id", this.tenant.tenantId())
				.post(ServiceClient.BASE + "/" + id + "/test-connection");
			JsonNode events = list(id, "").json().path("data");
			assertThat(events.valueStream().map((event) -> event.path("actor").asString()))
				.containsExactly("service_role", "user:" + this.tenant.tenantId());
			assertThat(events.valueStream().map((event) -> event.path("duration_ms").isIntegralNumber()))
				.containsOnly(true);
		}
	}

	@Test
	void recordsNothingForRolledBackChange() {
		String id = create("https://api.example.com");
		String other = this.tenant.create(TestConfigurations.apikey().withName("m").json());
		assertThat(this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + other, "{\"connector_name\":\"n\"}").status())
			.isEqualTo(409);
		assertThat(this.tenant.delete(ServiceClient.CONFIGURATIONS + "/" + UUID.randomUUID()).status()).isEqualTo(404);
		assertThat(lines(list(other, ""))).singleElement().asString().startsWith("created");
		assertThat(lines(list(id, ""))).hasSize(1);
	}

	@Test
	void aggregatesRepeatedFailures() {
		try (UpstreamServer upstream = UpstreamServer.start()) {
			String id = create(upstream.url());
			upstream.respondWith(Reply.json(404, "{}"));
			for (int i = 0; i < 40; i++) {
				this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/a");
			}
			assertThat(lines(list(id, ""))).hasSizeLessThan(40);
			TestAwait.await().untilAsserted(() -> assertThat(occurrences(id)).isEqualTo(40));
		}
	}

	private int occurrences(String id) {
		return list(id, "").json()
			.path("data")
			.valueStream()
			.filter((event) -> event.path("kind").asString().equals("failed"))
			.mapToInt((event) -> event.path("occurrences").asInt())
			.sum();
	}

	@Test
	void capsReportedTotal() {
		String id = create("https://api.example.com");
		insert(id, 10_500, "1 days");
		assertThat(list(id, "?limit=1").json().at("/pagination/total").asInt()).isEqualTo(10_000);
		Answer deep = list(id, "?offset=10450&limit=20");
		assertThat(deep.json().at("/pagination/total").asInt()).isEqualTo(10_471);
		assertThat(lines(deep)).hasSize(20);
		assertThat(list(id, "?offset=10490").json().at("/pagination/total").asInt()).isEqualTo(10_501);
	}

	@Test
	void listsPageByPage() {
		String id = create("https://api.example.com");
		for (int i = 1; i <= 4; i++) {
			as("req-" + i).put(ServiceClient.CONFIGURATIONS + "/" + id, "{}");
		}
		Answer part = list(id, "?offset=1&limit=2");
		assertThat(lines(part)).containsExactly("changed success - - req-3", "changed success - - req-2");
		assertThat(part.json().path("pagination").toString()).isEqualTo("{\"offset\":1,\"limit\":2,\"total\":5}");
		assertThat(lines(list(id, "?offset=5"))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "?limit=0", "?limit=101", "?offset=-1", "?limit=x", "?offset=1e3" })
	void rejectsInvalidPaging(String query) {
		assertThat(list(create("https://api.example.com"), query).status()).isEqualTo(400);
	}

	@Test
	void showsEventsOnlyToTheirTenant() {
		String id = create("https://api.example.com");
		Answer others = this.other.get(ServiceClient.BASE + "/" + id + "/events");
		assertThat(others.status()).isEqualTo(404);
		assertThat(others.code()).isEqualTo("not_found");
		TenantId stranger = TenantId.parse(this.other.tenantId()).orElseThrow();
		assertThat(this.events.list(stranger, UUID.fromString(id), 0, 100)).isEmpty();
		assertThat(this.transactions.read(stranger,
				() -> this.sql.sql("select count(*) from connector_service.connector_events where connector_id = ?")
					.param(UUID.fromString(id))
					.query(Long.class)
					.single()))
			.isZero();
	}

	@Test
	void keepsEventsOfDeletedConnectorForOperator() {
		String id = create("https://api.example.com");
		as("req-delete").delete(ServiceClient.CONFIGURATIONS + "/" + id);
		assertThat(list(id, "").status()).isEqualTo(404);
		TenantId owner = TenantId.parse(this.tenant.tenantId()).orElseThrow();
		assertThat(this.events.list(owner, UUID.fromString(id), 0, 100)).extracting(ConnectorEventView::kind)
			.containsExactly("deleted", "created");
	}

	@Test
	void deletesOldEventsInBatches() {
		String id = create("https://api.example.com");
		insert(id, 2500, "31 days");
		insert(id, 3, "29 days");
		this.events.clearOld();
		assertThat(list(id, "?limit=1").json().at("/pagination/total").asInt()).isEqualTo(4);
	}

	@Test
	void deletesOldEventsFromSeveralReplicasConcurrently() {
		String id = create("https://api.example.com");
		insert(id, 5000, "31 days");
		insert(id, 3, "29 days");
		try (ExecutorService replicas = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < 4; i++) {
				replicas.execute(this.events::clearOld);
			}
		}
		this.events.clearOld();
		assertThat(list(id, "?limit=1").json().at("/pagination/total").asInt()).isEqualTo(4);
	}

	private void insert(String id, int number, String age) {
		TenantId owner = TenantId.parse(this.tenant.tenantId()).orElseThrow();
		this.transactions.write(owner, () -> this.sql.sql("""
				insert into connector_service.connector_events (tenant_id, connector_id, kind, outcome, occurred_at)
				select :tenant, :connector, 'failed', 'failure', now() - cast(:age as interval)
				  from generate_series(1, :number)""")
			.param("tenant", owner.value())
			.param("connector", UUID.fromString(id))
			.param("age", age)
			.param("number", number)
			.update());
	}

}
