package io.connectorservice.connector.web;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.json.StrictJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static io.connectorservice.connector.web.TestConfigurations.apikey;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps configurations as callers do.
 */
@ConnectorServiceTest
class ConfigurationsIntegrationTests {

	private final ServiceClient tenant;

	ConfigurationsIntegrationTests(@Autowired ServiceClient client) {
		this.tenant = client.asNewTenant();
	}

	private Answer create(TestConfigurations configuration) {
		Answer answer = this.tenant.post(ServiceClient.CONFIGURATIONS, configuration.json());
		assertThat(answer.status()).as(answer.text()).isEqualTo(201);
		return answer;
	}

	@Test
	void returnsLocationETagAndContentOfCreation() {
		Answer answer = create(apikey().with("scopes", "[\"read\"]").with("metadata", "{\"a\":1}"));
		JsonNode made = answer.json();
		assertThat(answer.location()).isEqualTo(ServiceClient.CONFIGURATIONS + "/" + made.path("id").asString());
		assertThat(answer.header("ETag")).matches("\"[0-9]+\"");
		assertThat(made.propertyNames()).containsExactlyInAnyOrder("id", "tenant_id", "connector_name", "service_name",
				"auth_type", "auth_config", "api_spec", "api_spec_warnings", "scopes", "is_active", "created_at",
				"updated_at", "last_connected_at", "last_error", "metadata", "connection_status", "token_expires_at",
				"granted_scopes", "connection_data");
		assertThat(made.path("tenant_id").asString()).isEqualTo(this.tenant.tenantId());
		assertThat(made.path("is_active").asBoolean()).isTrue();
		assertThat(made.path("created_at").asString()).matches("20..-..-..T..:..:..(\\.[0-9]+)?Z");
	}

	@Test
	void returnsCreatedConfigurationUnchanged() {
		Answer made = create(apikey().with("api_spec", "{\"x-b\":1.10,\"x-a\":[null,true,\"\u00e9\ud83d\ude80\"]}"));
		Answer read = this.tenant.get(made.location());
		assertThat(read.status()).isEqualTo(200);
		assertThat(read.json()).isEqualTo(made.json());
		assertThat(read.header("ETag")).isEqualTo(made.header("ETag"));
	}

	@Test
	void warnsOfFlawsInUsableDescription() {
		Answer made = create(apikey().with("api_spec", """
				{"openapi":"3.1.0","servers":[{"url":"https://api.example.com"}],"paths":{
				"/a":{"get":{"operationId":"x"}},"/b":{"get":{"operationId":"x"}},"//c":{"get":{}}}}"""));
		for (Answer answer : List.of(made, this.tenant.get(made.location()))) {
			assertThat(answer.json()
				.path("api_spec_warnings")
				.valueStream()
				.map((one) -> one.path("operation").asString())).containsExactly("x_2", "get_c");
			assertThat(answer.json().at("/api_spec_warnings/1/pointer").asString()).isEqualTo("/paths/~1~1c/get");
			assertThat(answer.json().at("/api_spec_warnings/1/message").asString()).contains("one slash");
		}
		assertThat(this.tenant.put(made.location(), made.text()).status()).isEqualTo(200);
	}

	@Test
	void returns304ForMatchingETag() {
		Answer made = create(apikey());
		Answer read = this.tenant.withHeader("If-None-Match", String.valueOf(made.header("ETag"))).get(made.location());
		assertThat(read.status()).isEqualTo(304);
		assertThat(read.text()).isEmpty();
		assertThat(this.tenant.withHeader("If-None-Match", "\"999\"").get(made.location()).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{etag} | 200
			* | 200
			"999" | 412
			W/{etag} | 412
			"999", {etag} | 200
			"998","999" | 412
			nonsense | 412
			""")
	void updatesVersionGivenByIfMatch(String ifMatch, int status) {
		Answer made = create(apikey());
		String condition = ifMatch.replace("{etag}", String.valueOf(made.header("ETag")));
		Answer changed = this.tenant.withHeader("If-Match", condition).put(made.location(), "{\"is_active\":false}");
		assertThat(changed.status()).as(changed.text()).isEqualTo(status);
		assertThat(this.tenant.get(made.location()).json().path("is_active").asBoolean()).isEqualTo(status == 412);
		if (status == 412) {
			assertThat(changed.code()).isEqualTo("precondition_failed");
		}
	}

	@Test
	void changesTheFieldsGivenAndKeepsTheOthers() {
		Answer made = create(
				apikey().with("scopes", "[\"read\"]").with("metadata", "{\"a\":1}").with("api_spec", "{\"x\":1}"));
		Answer changed = this.tenant.put(made.location(), "{\"connector_name\":\"renamed\"}");
		assertThat(changed.status()).isEqualTo(200);
		assertThat(changed.header("ETag")).isNotEqualTo(made.header("ETag"));
		assertThat(changed.json().path("connector_name").asString()).isEqualTo("renamed");
		for (String field : List.of("scopes", "metadata", "api_spec", "auth_config", "service_name", "created_at")) {
			assertThat(changed.json().path(field)).isEqualTo(made.json().path(field));
		}
		assertThat(this.tenant.get(made.location()).json()).isEqualTo(changed.json());
	}

	@Test
	void acceptsItsOwnResponseAsUpdate() {
		Answer made = create(apikey().with("metadata", "{\"a\":1}"));
		Answer same = this.tenant.put(made.location(), made.json().toString());
		assertThat(same.status()).as(same.text()).isEqualTo(200);
		assertThat(same.json().path("metadata")).isEqualTo(made.json().path("metadata"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			id | "00000000-0000-4000-8000-000000000001"
			created_at | "2020-01-01T00:00:00Z"
			updated_at | null
			connection_status | "connected"
			granted_scopes | ["admin"]
			""")
	void rejectsReadOnlyFields(String field, String value) {
		Answer made = create(apikey());
		Answer refused = this.tenant.put(made.location(), "{\"%s\":%s}".formatted(field, value));
		assertThat(refused.status()).as(refused.text()).isEqualTo(400);
		assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo("/" + field);
		assertThat(refused.json().path("detail").asString()).isEqualTo(field + " is set by the service; leave it out");
	}

	@ParameterizedTest
	@CsvSource({ "slak, slack", "gihtub, github", "acme-tracker, ''", "y, ''", "sla, ''" })
	void suggestsSimilarKnownService(String name, String known) {
		Answer answer = this.tenant.post(ServiceClient.CONFIGURATIONS,
				apikey().with("service_name", "\"" + name + "\"").json());
		assertThat(answer.status()).as(answer.text()).isEqualTo(known.isEmpty() ? 201 : 400);
		assertThat(answer.text())
			.contains(known.isEmpty() ? name : "service_name names no base URL: did you mean " + known + "?");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					oauth2 | | | 400 several: oauth2_authorization_code (Box app), oauth2_client_credentials (Server app
					oauth2 | oauth2_client_credentials | | 201 "grant_type":"client_credentials"
					oauth2 | oauth2_authorization_code | "grant_type":"authorization_code" | 201 "grant_type":"authorization_code"
					oauth2 | | "grant_type":"client_credentials" | 201 "grant_type":"client_credentials"
					oauth2 | oauth2_client_credentials | "grant_type":"authorization_code" | 400 /way
					oauth2 | oauth2_password | "grant_type":"authorization_code" | 400 /way
					apikey | oauth2_client_credentials | | 400 /way
					""")
	void requiresChoiceOfAmbiguousAuthMethod(String authType, @Nullable String way, @Nullable String config,
			String expected) {
		String client = "\"client_id\":\"client-1\"" + ((config == null) ? "" : "," + config);
		TestConfigurations given = apikey().with("service_name", "\"box\"")
			.with("auth_type", "\"" + authType + "\"")
			.with("auth_config", "{" + client + "}")
			.with("metadata", "{\"enterprise_id\":\"123456\"}");
		Answer answer = this.tenant.post(ServiceClient.CONFIGURATIONS,
				((way == null) ? given : given.with("way", "\"" + way + "\"")).json());
		assertThat(answer.status() + " " + answer.text()).startsWith(expected.substring(0, 3))
			.contains(expected.substring(4));
	}

	@Test
	void listsConnectorStatus() {
		Answer made = create(apikey());
		this.tenant.put(made.location() + "/credentials", "{\"api_key\":\"test-key\"}");
		JsonNode listed = this.tenant.get(ServiceClient.CONFIGURATIONS).json().at("/data/0");
		assertThat(listed.propertyNames()).containsExactlyInAnyOrder("id", "connector_name", "service_name",
				"auth_type", "is_active", "created_at", "updated_at", "last_connected_at", "last_error",
				"connection_status", "has_credentials");
		assertThat(listed.path("has_credentials").asBoolean()).isTrue();
		assertThat(listed.path("connection_status").isNull()).isTrue();
	}

	@Test
	void changesNothingWithAnEmptyChange() {
		Answer made = create(apikey().with("metadata", "{\"a\":1}"));
		Answer changed = this.tenant.put(made.location(), "{}");
		assertThat(changed.status()).isEqualTo(200);
		assertThat(changed.json().path("metadata")).isEqualTo(made.json().path("metadata"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "scopes", "metadata", "api_spec" })
	void clearsFieldsSetToNull(String field) {
		Answer made = create(
				apikey().with("scopes", "[\"read\"]").with("metadata", "{\"a\":1}").with("api_spec", "{\"x\":1}"));
		Answer changed = this.tenant.put(made.location(), "{\"" + field + "\":null}");
		assertThat(changed.status()).as(changed.text()).isEqualTo(200);
		assertThat(changed.json().get(field).isNull()).isTrue();
		assertThat(this.tenant.get(made.location()).json().get(field).isNull()).isTrue();
	}

	@Test
	void changesEveryField() {
		Answer made = create(apikey());
		Answer changed = this.tenant.put(made.location(),
				TestConfigurations.basic()
					.withName("n2")
					.with("service_name", "\"s2\"")
					.with("is_active", "false")
					.with("scopes", "[\"b\",\"a\"]")
					.with("metadata", "{\"b\":2}")
					.with("api_spec", "{\"y\":2}")
					.with("tenant_id", "\"" + this.tenant.tenantId() + "\"")
					.json());
		assertThat(changed.status()).as(changed.text()).isEqualTo(200);
		JsonNode now = this.tenant.get(made.location()).json();
		assertThat(now.path("auth_type").asString()).isEqualTo("basic");
		assertThat(now.path("auth_config").path("username").asString()).isEqualTo("zo\u00eb");
		assertThat(now.path("scopes").toString()).isEqualTo("[\"b\",\"a\"]");
		assertThat(now.path("metadata").toString()).isEqualTo("{\"b\":2}");
		assertThat(now.path("api_spec").toString()).isEqualTo("{\"y\":2}");
		assertThat(now.path("is_active").asBoolean()).isFalse();
	}

	@Test
	void rejectsNameThatTheTenantHasAlready() {
		create(apikey().withName("first"));
		Answer second = create(apikey().withName("second"));
		Answer again = this.tenant.post(ServiceClient.CONFIGURATIONS, apikey().withName("first").json());
		assertThat(again.status()).isEqualTo(409);
		assertThat(again.code()).isEqualTo("connector_name_taken");
		Answer renamed = this.tenant.put(second.location(), "{\"connector_name\":\"first\"}");
		assertThat(renamed.status()).isEqualTo(409);
		assertThat(renamed.code()).isEqualTo("connector_name_taken");
		assertThat(this.tenant.asNewTenant()
			.post(ServiceClient.CONFIGURATIONS, apikey().withName("first").json())
			.status()).isEqualTo(201);
	}

	@Test
	void losesNoConcurrentUpdates() throws Exception {
		Answer made = create(apikey().with("metadata", "{\"n\":0}"));
		List<Callable<Integer>> changes = IntStream.range(0, 8)
			.<Callable<Integer>>mapToObj((i) -> () -> addOne(made.location()))
			.toList();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (Future<Integer> change : threads.invokeAll(changes)) {
				assertThat(change.get()).isEqualTo(200);
			}
		}
		assertThat(this.tenant.get(made.location()).json().at("/metadata/n").asInt()).isEqualTo(8);
	}

	private int addOne(String address) {
		while (true) {
			Answer now = this.tenant.get(address);
			int next = now.json().at("/metadata/n").asInt() + 1;
			int status = this.tenant.withHeader("If-Match", String.valueOf(now.header("ETag")))
				.put(address, "{\"metadata\":{\"n\":" + next + "}}")
				.status();
			if (status != 412) {
				return status;
			}
		}
	}

	@Test
	void keepsConcurrentChangesOfDifferentFields() throws Exception {
		Answer made = create(apikey());
		List<Callable<Answer>> changes = List.of(() -> this.tenant.put(made.location(), "{\"scopes\":[\"a\"]}"),
				() -> this.tenant.put(made.location(), "{\"metadata\":{\"b\":1}}"),
				() -> this.tenant.put(made.location(), "{\"is_active\":false}"));
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			threads.invokeAll(changes);
		}
		JsonNode now = this.tenant.get(made.location()).json();
		assertThat(now.path("scopes").toString()).isEqualTo("[\"a\"]");
		assertThat(now.path("metadata").toString()).isEqualTo("{\"b\":1}");
		assertThat(now.path("is_active").asBoolean()).isFalse();
	}

	@Test
	void deletesOnce() {
		Answer made = create(apikey());
		Answer deleted = this.tenant.delete(made.location());
		assertThat(deleted.status()).isEqualTo(204);
		assertThat(deleted.text()).isEmpty();
		assertThat(this.tenant.delete(made.location()).status()).isEqualTo(404);
		assertThat(this.tenant.get(made.location()).status()).isEqualTo(404);
		assertThat(this.tenant.put(made.location(), "{}").status()).isEqualTo(404);
	}

	@Test
	void listsNewestFirstPageByPage() {
		for (int i = 0; i < 5; i++) {
			create(apikey().withName("c" + i));
		}
		JsonNode first = list("?limit=2");
		assertThat(names(first)).containsExactly("c4", "c3");
		assertThat(first.path("pagination").toString()).isEqualTo("{\"offset\":0,\"limit\":2,\"total\":5}");
		assertThat(names(list("?limit=2&offset=4"))).containsExactly("c0");
		assertThat(names(list("?offset=5"))).isEmpty();
		assertThat(list("").at("/pagination/limit").asInt()).isEqualTo(20);
		assertThat(list("?limit=100").path("data").size()).isEqualTo(5);
	}

	private JsonNode list(String query) {
		Answer answer = this.tenant.get(ServiceClient.CONFIGURATIONS + query);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return answer.json();
	}

	private static List<String> names(JsonNode list) {
		return list.path("data").valueStream().map((item) -> item.path("connector_name").asString()).toList();
	}

	@Test
	void filtersByServiceAndByWhetherActive() {
		create(apikey().withName("a").with("service_name", "\"tracker\""));
		create(apikey().withName("b").with("service_name", "\"tracker\"").with("is_active", "false"));
		create(apikey().withName("c").with("service_name", "\"chat\""));
		assertThat(names(list("?service_name=tracker"))).containsExactly("b", "a");
		assertThat(names(list("?is_active=true"))).containsExactly("c", "a");
		assertThat(names(list("?is_active=false"))).containsExactly("b");
		assertThat(names(list("?service_name=tracker&is_active=true"))).containsExactly("a");
		assertThat(list("?service_name=tracker&limit=1").at("/pagination/total").asInt()).isEqualTo(2);
		assertThat(names(list("?service_name=" + "'%20or%201=1--"))).isEmpty();
		assertThat(names(list("?tenant_id=" + this.tenant.tenantId()))).hasSize(3);
		assertThat(this.tenant.asNewTenant().get(ServiceClient.CONFIGURATIONS).json().at("/pagination/total").asInt())
			.isZero();
	}

	@ParameterizedTest
	@CsvSource({ "limit=0, query:limit", "limit=101, query:limit", "limit=-1, query:limit", "limit=abc, query:limit",
			"limit=1.5, query:limit", "limit=99999999999, query:limit", "offset=-1, query:offset",
			"offset=abc, query:offset", "offset=1000001, query:offset", "is_active=maybe, query:is_active",
			"tenant_id=acme, query:tenant_id", "service_name=%00, query:service_name" })
	void rejectsWrongQuery(String query, String pointer) {
		Answer answer = this.tenant.get(ServiceClient.CONFIGURATIONS + "?" + query);
		assertThat(answer.status()).as(answer.text()).isEqualTo(400);
		assertThat(answer.code()).isEqualTo("validation_failed");
		assertThat(answer.pointers()).containsExactly(pointer);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "abc", "00000000-0000-0000-0000-000000000000", "1-1-1-1-1", "null" })
	void returns404ForInvalidId(String id) {
		Answer answer = this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id);
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.code()).isEqualTo("not_found");
		assertThat(this.tenant.delete(ServiceClient.CONFIGURATIONS + "/" + id).status()).isEqualTo(404);
		assertThat(this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id, "{}").status()).isEqualTo(404);
		assertThat(this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id + "/credentials", "{\"api_key\":\"k\"}")
			.status()).isEqualTo(404);
		assertThat(this.tenant.post(ServiceClient.BASE + "/" + id + "/test-connection").status()).isEqualTo(404);
		assertThat(this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/").status()).isEqualTo(404);
		assertThat(this.tenant.get(ServiceClient.BASE + "/" + id + "/actions").status()).isEqualTo(404);
	}

	@Test
	void servesOperationsAtDoublePath() {
		String id = create(apikey()).json().path("id").asString();
		String actions = "/actions";
		assertThat(this.tenant.get("/api/v1/connectors/connectors/" + id + actions).text())
			.isEqualTo(this.tenant.get("/api/v1/connectors/" + id + actions).text());
	}

	@ParameterizedTest
	@CsvSource({ "DELETE, /configurations, 'GET, POST'", "POST, /configurations/{id}, 'DELETE, GET, PUT'",
			"GET, /configurations/{id}/credentials, PUT", "GET, /{id}/test-connection, POST",
			"PUT, /{id}/actions, 'GET, POST'", "POST, /{id}/data, GET" })
	void returnsAllowedMethods(String method, String path, String allowed) {
		String id = UUID.randomUUID().toString();
		Answer answer = this.tenant.send(method, ServiceClient.BASE + path.replace("{id}", id), null);
		assertThat(answer.status()).isEqualTo(405);
		assertThat(answer.code()).isEqualTo("method_not_allowed");
		assertThat(String.valueOf(answer.header("Allow")).split(", ?")).contains(allowed.split(", "));
		assertThat(answer.header("X-Request-Id")).isNotEmpty();
	}

	@Test
	void returns406ForOtherMediaTypes() {
		Answer answer = this.tenant.withHeader("Accept", "text/html").get(ServiceClient.CONFIGURATIONS);
		assertThat(answer.status()).isEqualTo(406);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.code()).isEqualTo("not_acceptable");
		assertThat(this.tenant.withHeader("Accept", "*/*").get(ServiceClient.CONFIGURATIONS).status()).isEqualTo(200);
	}

	@Test
	void setsSecurityHeaders() {
		Answer answer = this.tenant.get(ServiceClient.CONFIGURATIONS);
		assertThat(answer.header("Content-Security-Policy")).isEqualTo("default-src 'none'; frame-ancestors 'none'");
		assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
		assertThat(answer.header("Cache-Control")).contains("no-store");
		assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
	}

	@Test
	void acceptsDescriptionAsYamlAndReturnsJson() {
		String yaml = "openapi: 3.1.0\\ninfo: {title: t, version: '1'}\\nservers:\\n- url: https://api.example.com\\n"
				+ "paths:\\n  /things:\\n    get: {operationId: things, responses: {200: {description: ok}}}\\n"
				+ "x-long: " + "y".repeat(600_000);
		Answer created = this.tenant.post(ServiceClient.CONFIGURATIONS,
				TestConfigurations.apikey().with("api_spec", "\"" + yaml + "\"").json());
		assertThat(created.status()).as(created.text()).isEqualTo(201);
		assertThat(created.json().at("/api_spec/info/version").asString()).isEqualTo("1");
		assertThat(created.json().at("/api_spec/paths/~1things/get/responses/200/description").asString())
			.isEqualTo("ok");
		Answer actions = this.tenant.get(ServiceClient.BASE + "/" + created.json().path("id").asString() + "/actions");
		assertThat(actions.json().at("/data/0/name").asString()).isEqualTo("things");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					apikey | {} | {"key":{"type":"apiKey","name":"X-Key","in":"header"}} | {"api_key_name":"X-Key","key_location":"header"}
					apikey | {} | {"c":{"type":"apiKey","name":"c","in":"cookie"},"k":{"type":"apiKey","name":"k","in":"query"}} | {"api_key_name":"k","key_location":"query"}
					apikey | {} | {"b":{"type":"http","scheme":"Bearer"}} | {"api_key_name":"Authorization","key_location":"header","value_prefix":"Bearer "}
					apikey | {"api_key_name":"mine","key_location":"query"} | {"key":{"type":"apiKey","name":"X-Key","in":"header"}} | {"api_key_name":"mine","key_location":"query"}
					oauth2 | {"client_id":"c"} | {"o":{"type":"oauth2","flows":{"authorizationCode":{"authorizationUrl":"https://example.com/a","tokenUrl":"https://example.com/t"}}}} | {"client_id":"c","grant_type":"authorization_code","auth_url":"https://example.com/a","token_url":"https://example.com/t"}
					oauth2 | {"client_id":"c","grant_type":"client_credentials"} | {"o":{"type":"oauth2","flows":{"authorizationCode":{"authorizationUrl":"https://example.com/a","tokenUrl":"https://example.com/t"},"clientCredentials":{"tokenUrl":"https://example.com/c"}}}} | {"client_id":"c","grant_type":"client_credentials","token_url":"https://example.com/c"}
					""")
	void derivesAuthConfigFromSecuritySchemes(String authType, String given, String schemes, String expected) {
		String description = "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"t\",\"version\":\"1\"},\"paths\":{},"
				+ "\"servers\":[{\"url\":\"https://api.example.com\"}],\"components\":{\"securitySchemes\":" + schemes
				+ "}}";
		Answer created = this.tenant.post(ServiceClient.CONFIGURATIONS,
				apikey().with("auth_type", "\"" + authType + "\"")
					.with("auth_config", given)
					.with("api_spec", description)
					.json());
		assertThat(created.status()).as(created.text()).isEqualTo(201);
		assertThat(created.json().path("auth_config"))
			.isEqualTo(StrictJson.read(expected.getBytes(StandardCharsets.UTF_8)));
	}

}
