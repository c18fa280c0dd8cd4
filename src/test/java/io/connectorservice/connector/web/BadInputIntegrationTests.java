package io.connectorservice.connector.web;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;

import static io.connectorservice.connector.web.TestConfigurations.apikey;
import static io.connectorservice.connector.web.TestConfigurations.at;
import static io.connectorservice.connector.web.TestConfigurations.basic;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends what callers should not: each body is refused with every fault named, and leaves
 * no row.
 */
@ConnectorServiceTest
class BadInputIntegrationTests {

	private static final String OTHER = "11111111-1111-4111-8111-111111111111";

	private final ServiceClient tenant;

	BadInputIntegrationTests(@Autowired ServiceClient client) {
		this.tenant = client.asNewTenant();
	}

	private static Case faulty(String name, TestConfigurations body, String... pointers) {
		return new Case(name, body.json().getBytes(StandardCharsets.UTF_8), "validation_failed", List.of(pointers));
	}

	private static Case faulty(String name, String body, String... pointers) {
		return new Case(name, body.getBytes(StandardCharsets.UTF_8), "validation_failed", List.of(pointers));
	}

	private static Case createMalformed(String name, String body) {
		return createMalformed(name, body.getBytes(StandardCharsets.UTF_8));
	}

	private static Case createMalformed(String name, byte[] body) {
		return new Case(name, body, "malformed_json", List.of());
	}

	private static Case createEncoded(String charset, String prefix) {
		return createMalformed(charset + (prefix.isEmpty() ? "" : " with a mark"),
				(prefix + apikey().json()).getBytes(Charset.forName(charset)));
	}

	private static Case createWithName(String name, String json) {
		return faulty("name " + name, apikey().with("connector_name", json), "/connector_name");
	}

	private static Case service(String name) {
		return faulty("service " + name, apikey().with("service_name", "\"" + name + "\""), "/service_name");
	}

	private static Case path(String path) {
		return faulty("path " + path,
				apikey().with("auth_config",
						"{\"api_key_name\":\"X-Api-Key\",\"key_location\":\"header\",\"secret_key_vault_path\":\""
								+ path + "\"}"),
				"/auth_config/secret_key_vault_path");
	}

	private static Case keyName(String name) {
		return faulty("header " + name,
				apikey().with("auth_config", "{\"api_key_name\":\"" + name + "\",\"key_location\":\"header\"}"),
				"/auth_config/api_key_name");
	}

	private static Case address(String url) {
		return faulty("address " + url, at(url), "/api_spec/servers/0/url");
	}

	private static Case probe(String path) {
		return faulty("probe " + path,
				at("https://api.example.com").with("metadata", "{\"test_path\":\"" + path + "\"}"),
				"/metadata/test_path");
	}

	private static String nest(int depth) {
		return "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
	}

	static Stream<Case> creations() {
		return Stream.of(syntax(), encodings(), shapes(), limits(), configurations(), addresses())
			.flatMap((cases) -> cases);
	}

	private static Stream<Case> syntax() {
		return Stream.of(createMalformed("nothing", ""), createMalformed("blanks", "  \n "),
				createMalformed("no JSON", "connector"), createMalformed("an open object", "{\"connector_name\":\"a\""),
				createMalformed("a comma too many", "{\"connector_name\":\"a\",}"),
				createMalformed("single quotes", "{'connector_name':'a'}"),
				createMalformed("a comment", "{/* c */\"connector_name\":\"a\"}"),
				createMalformed("a name without quotes", "{connector_name:\"a\"}"),
				createMalformed("two values", apikey().json() + "{}"),
				createMalformed("a form", "connector_name=a&service_name=b"), createMalformed("XML", "<connector/>"),
				createMalformed("NaN", apikey().with("metadata", "{\"a\":NaN}").json()),
				createMalformed("a plus", apikey().with("metadata", "{\"a\":+1}").json()),
				createMalformed("a leading zero", apikey().with("metadata", "{\"a\":007}").json()),
				createMalformed("hexadecimal", apikey().with("metadata", "{\"a\":0x1F}").json()),
				createMalformed("a raw line end in a text", apikey().with("connector_name", "\"a\nb\"").json()),
				createMalformed("an unknown escape", apikey().with("connector_name", "\"a\\xb\"").json()),
				createMalformed("a half escape", apikey().with("connector_name", "\"a\\u12\"").json()),
				createMalformed("a duplicate", "{\"connector_name\":\"a\",\"connector_name\":\"b\"}"),
				createMalformed("a duplicate by escape", "{\"connector_name\":\"a\",\"connector\\u005fname\":\"b\"}"),
				createMalformed("a duplicate deep down", apikey().with("metadata", "{\"a\":{\"b\":1,\"b\":2}}").json()),
				createMalformed("a duplicate in the description",
						apikey().with("api_spec", "{\"servers\":[],\"servers\":[]}").json()),
				createMalformed("deep objects", apikey().with("metadata", nest(201)).json()),
				createMalformed("deep arrays",
						apikey().with("metadata", "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}").json()),
				createMalformed("a huge exponent", apikey().with("metadata", "{\"a\":1e999999999}").json()),
				createMalformed("a tiny exponent", apikey().with("metadata", "{\"a\":1e-999999999}").json()),
				createMalformed("an exponent out of range", apikey().with("metadata", "{\"a\":1e99999999999}").json()),
				createMalformed("very many digits",
						apikey().with("metadata", "{\"a\":" + "9".repeat(2000) + "}").json()));
	}

	private static Stream<Case> encodings() {
		byte[] latin1 = apikey().withName("caf\u00e9").json().getBytes(StandardCharsets.ISO_8859_1);
		return Stream.of(createEncoded("UTF-16LE", ""), createEncoded("UTF-16BE", ""),
				createEncoded("UTF-16LE", "\ufeff"), createEncoded("UTF-32BE", ""), createEncoded("UTF-8", "\ufeff"),
				createMalformed("Latin-1", latin1),
				createMalformed("an overlong form", bytes("{\"connector_name\":\"", 0xC0, 0xAF, "\"}")),
				createMalformed("a surrogate in UTF-8", bytes("{\"connector_name\":\"", 0xED, 0xA0, 0x80, "\"}")),
				createMalformed("beyond Unicode", bytes("{\"connector_name\":\"", 0xF4, 0x90, 0x80, 0x80, "\"}")),
				createMalformed("a cut character", bytes("{\"connector_name\":\"", 0xE2, 0x82, "\"}")),
				createMalformed("half a pair", apikey().withName("a\\ud800b").json()),
				createMalformed("a pair the wrong way round", apikey().withName("\\udc00\\ud800").json()),
				createMalformed("NUL escaped", apikey().withName("a\\u0000b").json()),
				createMalformed("NUL in a key", apikey().with("metadata", "{\"a\\u0000\":1}").json()),
				createMalformed("NUL raw", apikey().withName("a\u0000b").json()));
	}

	private static byte[] bytes(Object... parts) {
		StringBuilder latin1 = new StringBuilder();
		for (Object part : parts) {
			latin1.append((part instanceof Integer octet) ? String.valueOf((char) octet.intValue()) : part);
		}
		return latin1.toString().getBytes(StandardCharsets.ISO_8859_1);
	}

	private static Stream<Case> shapes() {
		return Stream.of(faulty("an array", "[]", ""), faulty("a text", "\"a\"", ""), faulty("null", "null", ""),
				faulty("a number", "7", ""), faulty("an array of one", "[" + apikey().json() + "]", ""),
				faulty("an empty object", "{}", "/connector_name", "/service_name", "/auth_type", "/auth_config"),
				faulty("no name", apikey().without("connector_name"), "/connector_name"),
				faulty("no auth_config", apikey().without("auth_config"), "/auth_config"),
				faulty("an unknown field", apikey().with("conector", "1"), "/conector"),
				faulty("an unknown field with odd characters", apikey().with("a/b~c", "1"), "/a~1b~0c"),
				faulty("camelCase", apikey().without("connector_name").with("connectorName", "\"a\""),
						"/connector_name", "/connectorName"),
				faulty("a name that is a number", apikey().with("connector_name", "7"), "/connector_name"),
				faulty("a name that is null", apikey().with("connector_name", "null"), "/connector_name"),
				faulty("a name that is a list", apikey().with("connector_name", "[\"a\"]"), "/connector_name"),
				faulty("a name that is an object", apikey().with("connector_name", "{}"), "/connector_name"),
				faulty("is_active as text", apikey().with("is_active", "\"true\""), "/is_active"),
				faulty("is_active as number", apikey().with("is_active", "1"), "/is_active"),
				faulty("is_active as null", apikey().with("is_active", "null"), "/is_active"),
				faulty("auth_config as text", apikey().with("auth_config", "\"{}\""), "/auth_config"),
				faulty("auth_config as list", apikey().with("auth_config", "[]"), "/auth_config"),
				faulty("auth_config as null", apikey().with("auth_config", "null"), "/auth_config"),
				faulty("metadata as list", apikey().with("metadata", "[]"), "/metadata"),
				faulty("metadata as text", apikey().with("metadata", "\"a\""), "/metadata"),
				faulty("api_spec as plain text", apikey().with("api_spec", "\"all that it can do\""), "/api_spec"),
				faulty("api_spec as broken YAML", apikey().with("api_spec", "\"paths: {\\nopenapi: 3.1.0\""),
						"/api_spec"),
				faulty("api_spec as YAML with a name twice", apikey().with("api_spec", "\"a: 1\\na: 2\""), "/api_spec"),
				faulty("api_spec as YAML with a bad address",
						apikey().with("api_spec", "\"servers:\\n- url: https://10.0.0.1\""), "/api_spec/servers/0/url"),
				faulty("api_spec as list", apikey().with("api_spec", "[]"), "/api_spec"),
				faulty("scopes as text", apikey().with("scopes", "\"a b\""), "/scopes"),
				faulty("scopes of numbers", apikey().with("scopes", "[\"a\",1,null]"), "/scopes/1", "/scopes/2"),
				faulty("an empty scope", apikey().with("scopes", "[\"\"]"), "/scopes/0"),
				faulty("tenant_id no UUID", apikey().with("tenant_id", "\"acme\""), "/tenant_id"),
				faulty("tenant_id a number", apikey().with("tenant_id", "7"), "/tenant_id"),
				faulty("tenant_id in braces", apikey().with("tenant_id", "\"{" + OTHER + "}\""), "/tenant_id"),
				faulty("what the service sets",
						apikey().with("id", "\"" + OTHER + "\"")
							.with("created_at", "\"2026-01-01T00:00:00Z\"")
							.with("updated_at", "null")
							.with("last_connected_at", "1")
							.with("last_error", "{}"),
						"/id", "/created_at", "/updated_at", "/last_connected_at", "/last_error"),
				faulty("faults everywhere",
						apikey().with("connector_name", "\"\"")
							.with("service_name", "\"Ümlaut\"")
							.with("tenant_id", "\"acme\"")
							.with("scopes", "{}")
							.with("metadata", "7")
							.with("is_active", "0")
							.with("id", "1")
							.with("nonsense", "1")
							.with("auth_config", "{\"key_location\":\"body\"}")
							.with("api_spec", "{\"servers\":[{\"url\":\"file:///etc/passwd\"}]}")
							.with("credentials", "{\"password\":\"p\"}"),
						"/connector_name", "/service_name", "/tenant_id", "/scopes", "/metadata", "/is_active", "/id",
						"/nonsense", "/auth_config/key_location", "/auth_config/api_key_name",
						"/api_spec/servers/0/url", "/credentials/password"));
	}

	private static Stream<Case> limits() {
		return Stream
			.of(createWithName("empty", "\"\""), createWithName("of 201 characters", "\"" + "a".repeat(201) + "\""),
					createWithName("of 201 beyond the BMP", "\"" + "\ud83d\ude80".repeat(201) + "\""),
					createWithName("blank", "\"   \""), createWithName("of zero width", "\"\u200b\u200d\""),
					createWithName("of bidi overrides", "\"\u202e\u2066\""),
					createWithName("of a soft hyphen", "\"\u00ad\""),
					createWithName("of a byte order mark", "\"\ufeff \""),
					createWithName("of odd spaces", "\"\u00a0\u2003\u3000\""),
					createWithName("of fillers", "\"\u3164\u2800\u115f\""),
					createWithName("with a line end", "\"a\\nb\""), createWithName("with a tab", "\"a\\tb\""),
					createWithName("with DEL", "\"a\\u007fb\""), service(""), service("Jira"), service("-jira"),
					service("jira_x"), service("jira.x"), service("a".repeat(
							101)),
					service("ji ra"), service("jira\\n"), service("\u0458ira"),
					faulty("201 scopes", apikey().with("scopes", "[" + "\"a\",".repeat(200) + "\"a\"]"), "/scopes"),
					faulty("a scope of 501", apikey().with("scopes", "[\"" + "a".repeat(501) + "\"]"), "/scopes/0"),
					faulty("51 credentials",
							apikey().with("credentials",
									"{" + Stream.iterate(0, (i) -> i + 1)
										.limit(51)
										.map((i) -> "\"c" + i + "\":\"v\"")
										.collect(Collectors.joining(",")) + "}"),
							"/credentials"),
					faulty("an empty credential", apikey().with("credentials", "{\"api_key\":\"\"}"),
							"/credentials/api_key"),
					faulty("a credential that is a number", apikey().with("credentials", "{\"api_key\":7}"),
							"/credentials/api_key"),
					faulty("a credential that is null", apikey().with("credentials", "{\"api_key\":null}"),
							"/credentials/api_key"),
					faulty("credentials as list", apikey().with("credentials", "[\"a\"]"), "/credentials"),
					faulty("credentials as null", apikey().with("credentials", "null"), "/credentials"),
					faulty("a credential of no use", apikey().with("credentials", "{\"password\":\"p\"}"),
							"/credentials/password"),
					faulty("a test_path of 2001",
							apikey().with("metadata", "{\"test_path\":\"/" + "a".repeat(2000) + "\"}"),
							"/metadata/test_path"),
					faulty("a test_path that is no text", apikey().with("metadata", "{\"test_path\":7}"),
							"/metadata/test_path"));
	}

	private static Stream<Case> configurations() {
		return Stream.of(faulty("an unknown auth_type", apikey().with("auth_type", "\"digest\""), "/auth_type"),
				faulty("auth_type in capitals", apikey().with("auth_type", "\"APIKEY\""), "/auth_type"),
				faulty("auth_type null", apikey().with("auth_type", "null"), "/auth_type"),
				faulty("a custom strategy that nobody has",
						apikey().with("auth_type", "\"custom\"").with("auth_config", "{\"strategy\":\"nonesuch\"}"),
						"/auth_config/strategy"),
				faulty("custom without a strategy", apikey().with("auth_type", "\"custom\"").with("auth_config", "{}"),
						"/auth_config/strategy"),
				faulty("custom with a strategy that is no text",
						apikey().with("auth_type", "\"custom\"").with("auth_config", "{\"strategy\":{}}"),
						"/auth_config/strategy"),
				faulty("apikey without all", apikey().with("auth_config", "{}"), "/auth_config/api_key_name",
						"/auth_config/key_location"),
				faulty("apikey with the key itself",
						apikey().with("auth_config",
								"{\"api_key_name\":\"X-Api-Key\",\"key_location\":\"header\",\"api_key\":\"k\"}"),
						"/auth_config/api_key"),
				faulty("a key in the body",
						apikey().with("auth_config", "{\"api_key_name\":\"X-Api-Key\",\"key_location\":\"body\"}"),
						"/auth_config/key_location"),
				faulty("a prefix in the query",
						apikey().with("auth_config",
								"{\"api_key_name\":\"key\",\"key_location\":\"query\",\"value_prefix\":\"x\"}"),
						"/auth_config/value_prefix"),
				faulty("a prefix with a line end", apikey().with("auth_config",
						"{\"api_key_name\":\"X-Api-Key\",\"key_location\":\"header\",\"value_prefix\":\"a\\r\\nX: y\"}"),
						"/auth_config/value_prefix"),
				keyName("Host"), keyName("Content-Length"), keyName("Transfer-Encoding"), keyName("Connection"),
				keyName("X Key"), keyName("X:Key"), keyName("X-Key\\r\\nEvil"),
				faulty("basic with a colon", basic().with("auth_config", "{\"username\":\"a:b\"}"),
						"/auth_config/username"),
				faulty("basic with the password itself",
						basic().with("auth_config", "{\"username\":\"a\",\"password\":\"p\"}"),
						"/auth_config/password"),
				faulty("basic with an apikey's fields",
						basic().with("auth_config", "{\"api_key_name\":\"X-Api-Key\",\"key_location\":\"header\"}"),
						"/auth_config/api_key_name", "/auth_config/key_location"),
				path("kv/data/tenant_" + OTHER + "/key"), path("kv/metadata/tenant_{me}/key"),
				path("kv/data/tenant_{me}/../tenant_" + OTHER + "/key"), path("kv/data/tenant_{me}/./key"),
				path("kv/data/tenant_{me}//key"), path("kv/data/tenant_{me}/"), path("kv/data/tenant_{me}"),
				path("kv/data/tenant_{me}evil/key"), path("/kv/data/tenant_{me}/key"), path("kv/data/key"),
				path("https://vault.example.com/v1/kv/data/tenant_{me}/key"), path("//evil.example.com/kv/data/x"),
				path("kv/data/tenant_{me}/key?version=1"), path("kv/data/tenant_{me}/%2e%2e/key"),
				path("kv/data/tenant_{me}/key#"), path("kv/data/tenant_{me}/key#a#b"),
				path("secret/data/tenant_{me}/key"), path("KV/data/tenant_{me}/key"),
				path("kv/data/tenant_{me}/k\u00e9y"), path(" kv/data/tenant_{me}/key"),
				path("kv/data/tenant_{me}/" + "a".repeat(600)), path("sys/raw/core"),
				faulty("a foreign path for a name",
						basic().with("auth_config",
								"{\"username_vault_path\":\"kv/data/tenant_" + OTHER
										+ "/u\",\"password_vault_path\":\"../p\"}"),
						"/auth_config/username_vault_path", "/auth_config/password_vault_path"));
	}

	private static Stream<Case> addresses() {
		return Stream.of(address("file:///etc/passwd"), address("ftp://api.example.com"),
				address("http://api.example.com"), address("http://169.254.169.254/latest"),
				address("https://169.254.169.254"), address("https://10.0.0.1"), address("https://[::1]"),
				address("https://[::ffff:169.254.169.254]"), address("https://2852039166"), address("https://0x7f.1"),
				address("https://localhost"), address("https://api.example.com:8443"),
				address("https://b\u00fccher.example"), address("https://user:pass@api.example.com"),
				address("https://"), address("api.example.com"), address("/v1"), address("https://api.example.com:0"),
				address("https://api.example.com:99999"), address("https://api.example.com#part"),
				address("https://api.example.com/../x"), address("https://exa mple.com"),
				address("javascript:alert(1)"),
				faulty("a variable that nobody fills", at("https://{subdomain}.example.com"), "/metadata/subdomain"),
				faulty("a variable filled with another host",
						at("https://{subdomain}.example.com").with("metadata", "{\"subdomain\":\"evil.com/\"}"),
						"/metadata/subdomain"),
				probe("https://evil.example.com/"), probe("//evil.example.com"), probe("/../x"), probe("/%2e%2e/x"),
				probe("/a\\\\b"), probe("/a\\r\\nb"));
	}

	@ParameterizedTest
	@MethodSource("creations")
	void rejectsInvalidCreations(Case sent) {
		assertRefused(this.tenant.send("POST", ServiceClient.CONFIGURATIONS, sent.body(this.tenant)), sent);
		assertThat(this.tenant.get(ServiceClient.CONFIGURATIONS).json().at("/pagination/total").asInt()).isZero();
	}

	private static void assertRefused(Answer answer, Case sent) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(400);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.code()).as(answer.text()).isEqualTo(sent.code());
		assertThat(answer.pointers()).as(answer.text()).hasSameElementsAs(sent.pointers());
		assertThat(answer.header("X-Request-Id")).isEqualTo(answer.json().path("request_id").asString());
	}

	static Stream<TestConfigurations> nearMisses() {
		return Stream.of(apikey().withName("a"), apikey().withName("a".repeat(200)),
				apikey().withName("\ud83d\ude80".repeat(200)), apikey().withName("  padded  "),
				apikey().withName("\\u00e9\\ud83d\\ude80"),
				apikey().withName("\\\"'; drop table integration_connectors; --"),
				apikey().with("service_name", "\"0\""), apikey().with("service_name", "\"" + "a".repeat(100) + "\""),
				apikey().with("scopes", "null"), apikey().with("metadata", "null"), apikey().with("api_spec", "null"),
				apikey().with("scopes", "[]"),
				apikey().with("scopes", "[" + "\"a\",".repeat(199) + "\"" + "a".repeat(500) + "\"]"),
				apikey().with("metadata", "{}"), apikey().with("metadata", nest(199)),
				apikey().with("metadata", "{\"a\":" + "9".repeat(1000) + ",\"b\":1e-300,\"c\":-0.0}"),
				apikey().with("metadata", "{\"\":1,\"__proto__\":{},\"a.b\":null}"), apikey().with("api_spec", "{}"),
				apikey().with("is_active", "false"), basic(), basic().with("auth_config", "{}"),
				at("https://api.example.com:443/v1/"),
				at("https://{s}.example.com").with("metadata", "{\"s\":\"acme\"}"), at("http://127.0.0.1:9"),
				at("https://api.example.com").with("metadata", "{\"test_path\":\"/me?full=1\"}"));
	}

	@ParameterizedTest
	@MethodSource("nearMisses")
	void acceptsInputAtTheLimits(TestConfigurations sent) {
		Answer answer = this.tenant.post(ServiceClient.CONFIGURATIONS, sent.json());
		assertThat(answer.status()).as(answer.text()).isEqualTo(201);
		assertThat(this.tenant.get(answer.location()).text()).isEqualTo(answer.text());
	}

	@Test
	void acceptsATenantInCapitalsAndAPathOfItsOwn() {
		String me = this.tenant.tenantId();
		Answer answer = this.tenant.post(ServiceClient.CONFIGURATIONS, apikey()
			.with("tenant_id", "\"" + me.toUpperCase(Locale.ROOT) + "\"")
			.with("auth_config",
					"{\"api_key_name\":\"X-Api-Key\",\"key_location\":\"header\",\"secret_key_vault_path\":\"kv/data/tenant_"
							+ me + "/a/b.c#key\"}")
			.json());
		assertThat(answer.status()).as(answer.text()).isEqualTo(201);
	}

	static Stream<Case> changes() {
		return Stream.of(createMalformed("nothing", ""),
				createMalformed("a duplicate", "{\"scopes\":null,\"scopes\":[]}"), faulty("a list", "[]", ""),
				faulty("null", "null", ""), faulty("no name any more", "{\"connector_name\":null}", "/connector_name"),
				faulty("no service any more", "{\"service_name\":null}", "/service_name"),
				faulty("no auth_config any more", "{\"auth_config\":null}", "/auth_config"),
				faulty("neither on nor off", "{\"is_active\":null}", "/is_active"),
				faulty("credentials", "{\"credentials\":{\"api_key\":\"k\"}}", "/credentials"),
				faulty("what the service sets", "{\"id\":\"" + OTHER + "\",\"version\":2}", "/id", "/version"),
				faulty("another auth_type alone", "{\"auth_type\":\"basic\"}", "/auth_config/api_key_name",
						"/auth_config/key_location"),
				faulty("a bad address", "{\"api_spec\":{\"servers\":[{\"url\":\"https://10.0.0.1\"}]}}",
						"/api_spec/servers/0/url"),
				faulty("a tenant that is none", "{\"tenant_id\":\"acme\",\"scopes\":7}", "/tenant_id", "/scopes"),
				faulty("several", "{\"connector_name\":\"\",\"scopes\":7,\"x\":1}", "/connector_name", "/scopes",
						"/x"));
	}

	@ParameterizedTest
	@MethodSource("changes")
	void rejectsInvalidChanges(Case sent) {
		Answer before = this.tenant.post(ServiceClient.CONFIGURATIONS, apikey().json());
		String address = before.location();
		assertRefused(this.tenant.send("PUT", address, sent.body(this.tenant)), sent);
		Answer after = this.tenant.get(address);
		assertThat(after.text()).isEqualTo(before.text());
		assertThat(after.header("ETag")).isEqualTo(before.header("ETag"));
	}

	static Stream<Case> credentials() {
		return Stream.of(createMalformed("nothing", ""), faulty("a list", "[]", ""), faulty("null", "null", ""),
				faulty("none", "{}", ""), faulty("a number", "{\"api_key\":7}", "/api_key"),
				faulty("an object", "{\"api_key\":{\"a\":\"b\"}}", "/api_key"),
				faulty("null inside", "{\"api_key\":null}", "/api_key"),
				faulty("empty", "{\"api_key\":\"\"}", "/api_key"),
				faulty("another way's", "{\"api_key\":\"k\",\"password\":\"p\",\"token\":\"t\"}", "/password",
						"/token"),
				faulty("too long", "{\"api_key\":\"" + "k".repeat(65537) + "\"}", "/api_key"),
				faulty("an odd name", "{\"a/b~c\":\"k\"}", "/a~1b~0c"),
				createMalformed("half a pair", "{\"api_key\":\"\\ud800\"}"),
				createMalformed("NUL", "{\"api_key\":\"a\\u0000\"}"),
				createMalformed("a duplicate", "{\"api_key\":\"a\",\"api_key\":\"b\"}"));
	}

	@ParameterizedTest
	@MethodSource("credentials")
	void rejectsInvalidCredentials(Case sent) {
		String address = this.tenant.post(ServiceClient.CONFIGURATIONS, apikey().json()).location();
		String before = this.tenant.get(address).text();
		assertRefused(this.tenant.send("PUT", address + "/credentials", sent.body(this.tenant)), sent);
		assertThat(this.tenant.get(address).text()).isEqualTo(before);
	}

	static Stream<Case> actions() {
		return Stream.of(createMalformed("nothing", ""), faulty("a list", "[]", ""), faulty("null", "null", ""),
				faulty("no action", "{}", "/action_name"),
				faulty("an action that is a number", "{\"action_name\":7}", "/action_name"),
				faulty("an empty name", "{\"action_name\":\"\"}", "/action_name"),
				faulty("a payload that is text", "{\"action_name\":\"a\",\"payload\":\"{}\"}", "/payload"),
				faulty("a payload that is a list", "{\"action_name\":\"a\",\"payload\":[]}", "/payload"),
				faulty("a payload that is null", "{\"action_name\":\"a\",\"payload\":null}", "/payload"),
				faulty("something more", "{\"action_name\":\"a\",\"args\":{}}", "/args"),
				createMalformed("a duplicate", "{\"action_name\":\"a\",\"action_name\":\"b\"}"));
	}

	@ParameterizedTest
	@MethodSource("actions")
	void rejectsInvalidActions(Case sent) {
		String id = this.tenant.create(at("http://127.0.0.1:9").json());
		assertRefused(this.tenant.send("POST", ServiceClient.BASE + "/" + id + "/actions", sent.body(this.tenant)),
				sent);
	}

	/**
	 * A body and what is wrong with it.
	 */
	@SuppressWarnings("ArrayRecordComponent") // never compared
	record Case(String name, byte[] bytes, String code, List<String> pointers) {

		byte[] body(ServiceClient tenant) {
			String text = new String(this.bytes, StandardCharsets.ISO_8859_1);
			return text.replace("{me}", tenant.tenantId()).getBytes(StandardCharsets.ISO_8859_1);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
