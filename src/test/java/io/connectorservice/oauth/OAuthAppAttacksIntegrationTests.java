package io.connectorservice.oauth;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.database.TenantTransactions;
import io.connectorservice.json.StrictJson;
import io.connectorservice.tenant.TenantId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A tenant tries to send the secret of the operator's OAuth app, or tokens that were
 * granted to it, to a server of its own. Each row is one attempt; afterwards the
 * connector is used in every manner, and the calls that arrived are searched.
 */
@OAuthAppsServiceTest
class OAuthAppAttacksIntegrationTests {

	private static final String APPS = "/api/v1/oauth-apps";

	private static final String SECRET = "test-company-secret-never-to-leave";

	private static final List<String> SERVICES = List.of("apps-chat", "apps-mail", "apps-robot", "apps-directory",
			"apps-default", "apps-suffix", "apps-folder");

	private final ServiceClient tenant;

	private final ServiceClient operator;

	@Autowired
	private TenantTransactions transactions;

	@Autowired
	private JdbcClient sql;

	OAuthAppAttacksIntegrationTests(@Autowired ServiceClient client) {
		this.tenant = client.asNewTenant();
		this.operator = client.asServiceRole();
	}

	@BeforeEach
	void registerApps() {
		for (String service : SERVICES) {
			Answer answer = this.operator.put(APPS + "/" + service,
					"{\"client_id\":\"%s\",\"client_secret\":\"%s\",\"scopes\":[\"read\",\"write\"]}"
						.formatted(OAuthAppProvider.CLIENT_ID, SECRET));
			assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		}
		// an app that was registered before the operator's entry became looser
		this.transactions.writeAsWorker(() -> this.sql.sql("""
				insert into connector_service.oauth_apps (service_name, client_id, secret_kind, secret_path)
				values ('apps-loose', :client, 'client_secret', 'kv/data/operator/oauth-apps/apps-chat#client_secret'),
				       ('apps-port', :client, 'client_secret', 'kv/data/operator/oauth-apps/apps-chat#client_secret')
				on conflict do nothing""").param("client", OAuthAppProvider.CLIENT_ID).update());
	}

	@AfterEach
	void removeApps() {
		this.operator.get(APPS + "?limit=100")
			.json()
			.path("data")
			.forEach((app) -> this.operator.delete(APPS + "/" + app.path("service_name").asString() + "?force=true"));
	}

	// own splitting: the rows hold what a CSV reader would interpret
	static Stream<Arguments> attacks() {
		try (BufferedReader file = new BufferedReader(new InputStreamReader(
				Objects.requireNonNull(
						OAuthAppAttacksIntegrationTests.class.getResourceAsStream("/oauth/app-attacks.txt")),
				StandardCharsets.UTF_8))) {
			return file.lines()
				.filter((line) -> !line.isBlank() && !line.startsWith("#"))
				.map((line) -> Arguments.of((Object[]) line.split(" \\| ", 3)))
				.toList()
				.stream();
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	@ParameterizedTest(name = "{0} {2}")
	@MethodSource("attacks")
	void letsNothingReachTheAttacker(String step, String expected, String input) {
		String text = input.replace("ATTACKER", OAuthAppProvider.ATTACKER.url())
			.replace("ATTACKPORT", OAuthAppProvider.ATTACKER.url().replaceAll(".*:", ""))
			.replace("PROVIDER", OAuthAppProvider.PROVIDER.url())
			.replace("OPERATOR", "kv/data/operator/oauth-apps/apps-chat")
			.replace("OWN", "kv/data/tenant_" + this.tenant.tenantId());
		Answer answer = attack(step, text);
		if (expected.startsWith("/")) {
			assertThat(answer.status()).as(answer.text()).isEqualTo(400);
			assertThat(answer.pointers()).as(answer.text()).contains(expected);
		}
		else {
			assertThat(answer.status()).as(answer.text()).isEqualTo(Integer.parseInt(expected));
		}
		useAllConnectors();
		assertNothingLeft();
	}

	private Answer attack(String step, String text) {
		return switch (step) {
			case "create" -> this.tenant.post(ServiceClient.CONFIGURATIONS, mergeInto(baseBody(), text));
			case "beside" -> this.tenant.post(ServiceClient.CONFIGURATIONS, text.replace("TOKENS",
					"kv/data/tenant_" + this.tenant.tenantId() + "/connectors/" + createConnected() + "/tokens"));
			case "change" -> this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + createConnected(), text);
			case "credentials" ->
				this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + createConnected() + "/credentials", text);
			case "read" -> this.tenant.get(ServiceClient.BASE + "/" + createConnected() + "/data?resource_path="
					+ URLEncoder.encode(text, StandardCharsets.UTF_8));
			case "sql" -> changeRow(createConnected(), text);
			default -> throw new IllegalArgumentException(step);
		};
	}

	private static ObjectNode baseBody() {
		return (ObjectNode) StrictJson.mapper().readTree("""
				{"connector_name":"c","service_name":"apps-chat","auth_type":"oauth2","auth_config":{}}""");
	}

	private static String mergeInto(ObjectNode body, String fragment) {
		body.setAll((ObjectNode) StrictJson.mapper().readTree(fragment));
		return body.toString();
	}

	private String createConnected() {
		String id = this.tenant.create(baseBody().toString());
		assertThat(TestAuthorizationFlows.connect(this.tenant, id).status()).isEqualTo(200);
		assertThat(this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/me").status()).isEqualTo(200);
		return id;
	}

	// as a tenant that reaches the table past the service
	private Answer changeRow(String id, String assignments) {
		TenantId owner = TenantId.parse(this.tenant.tenantId()).orElseThrow();
		int changed = this.transactions.write(owner,
				() -> this.sql.sql("update integration_connectors set " + assignments + " where id = cast(:id as uuid)")
					.param("id", id)
					.update());
		assertThat(changed).isEqualTo(1);
		return this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id);
	}

	private void useAllConnectors() {
		for (JsonNode connector : this.tenant.get(ServiceClient.CONFIGURATIONS).json().path("data")) {
			String id = connector.path("id").asString();
			String base = ServiceClient.BASE + "/" + id;
			this.tenant.get(base + "/data?resource_path=/me");
			this.tenant.post(base + "/test-connection", "{}");
			this.tenant.post(base + "/actions", "{\"action_name\":\"send\",\"payload\":{\"text\":\"t\"}}");
			this.tenant.get(base + "/data?resource_path=/me");
			Answer begun = TestAuthorizationFlows.begin(this.tenant, id, "{}");
			if (begun.status() == 201) {
				this.tenant.get(TestAuthorizationFlows.CALLBACK + "?code=code-1&state="
						+ TestAuthorizationFlows.readParameters(begun).getFirst("state"));
				this.tenant.get(base + "/data?resource_path=/me");
			}
			this.tenant.delete(ServiceClient.CONFIGURATIONS + "/" + id);
		}
	}

	private static void assertNothingLeft() {
		String basic = Base64.getEncoder()
			.encodeToString((OAuthAppProvider.CLIENT_ID + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
		assertThat(OAuthAppProvider.everythingAtAttacker()).doesNotContain(SECRET, basic, OAuthAppProvider.CLIENT_ID,
				"access-of-app", "refresh-of-app");
		for (Call call : OAuthAppProvider.PROVIDER.calls()) {
			if (!call.uri().equals("/token") && !call.uri().equals("/revoke")) {
				assertThat(call.headers() + call.body() + call.uri()).doesNotContain(SECRET, basic);
			}
		}
	}

}
