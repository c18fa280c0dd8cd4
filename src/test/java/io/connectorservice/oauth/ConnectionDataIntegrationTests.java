package io.connectorservice.oauth;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.UpstreamServer.Reply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that data which a provider sends with a connection is stored as far as the
 * catalog names it, shown, and used in the service's URL.
 */
@ConnectorServiceTest
class ConnectionDataIntegrationTests {

	private static final String BOOKS = "https://eu1.books.example";

	private final UpstreamServer service = UpstreamServer.start();

	private final ServiceClient tenant;

	private volatile String apiDomain = BOOKS;

	ConnectionDataIntegrationTests(@Autowired ServiceClient client) {
		this.tenant = client.asNewTenant();
		this.service.respondWith(this::answer);
	}

	private Reply answer(Call call) {
		return call.uri().startsWith("/token") ? Reply.json(200, """
				{"access_token":"access-1","refresh_token":"refresh-1","expires_in":3600,"api_domain":"%s",
				 "company":{"name":"Blumen & Söhne","secret":"not-kept"}}""".formatted(this.apiDomain))
				: Reply.json(200, "{\"ok\":true}");
	}

	@AfterEach
	void stopService() {
		this.service.close();
	}

	private String create(String moreMetadata) {
		return this.tenant.create("""
				{"connector_name":"c","service_name":"suite-books","auth_type":"oauth2",
				 "auth_config":{"client_id":"client-1","redirect_uri":"https://connect.example.com/callback"},
				 "metadata":{"port":"%s"%s},"credentials":{"client_secret":"the-client-secret"}}"""
			.formatted(this.service.url().replaceAll(".*:", ""), moreMetadata));
	}

	private Answer read(String id) {
		return this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/accounts");
	}

	private Answer connect(String id, String more) {
		return TestAuthorizationFlows.connect(this.tenant, id, more);
	}

	private JsonNode data(String id) {
		return this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id).json().path("connection_data");
	}

	@Test
	void fillsBaseUrlFromConnectionData() {
		String id = create("");
		assertThat(read(id).code()).isEqualTo("authorization_required");
		assertThat(data(id).isNull()).isTrue();
		assertThat(connect(id, "&realmId=4711&other=x").status()).isEqualTo(200);
		assertThat(data(id).toString())
			.isEqualTo("{\"cell\":\"eu1\",\"company\":\"Blumen & Söhne\",\"realm_id\":\"4711\"}");
		Answer answer = read(id);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(this.service.lastCall().uri()).isEqualTo("/v3/4711/eu1/accounts");
		connect(id, "&realmId=4712");
		read(id);
		assertThat(this.service.lastCall().uri()).as("another company").isEqualTo("/v3/4712/eu1/accounts");
	}

	@Test
	void prefersTenantsMetadataOverConnectionData() {
		String id = create(",\"realm_id\":\"99\",\"cell\":\"us7\"");
		connect(id, "&realmId=4711");
		read(id);
		assertThat(this.service.lastCall().uri()).isEqualTo("/v3/99/us7/accounts");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			&realmId=47%2F11           | https://eu1.books.example
			&realmId=4711%00           | https://eu1.books.example
			&realmId=                  | https://eu1.books.example
			&realmId=1&realmId=2       | https://eu1.books.example
			                           | https://eu1.books.example
			&realmId=4711              | https://evil.example
			&realmId=4711              | https://eu1.books.example.evil
			&realmId=4711              | https://e_u.books.example
			&realmId=4711              | 7
			""")
	void discardsInvalidConnectionData(@Nullable String more, String apiDomain) {
		String id = create("");
		this.apiDomain = apiDomain;
		Answer page = connect(id, (more == null) ? "" : more);
		assertThat(page.status()).isLessThan(500);
		Answer answer = read(id);
		assertThat(answer.code()).as(answer.text()).isEqualTo("authorization_required");
		assertThat(this.service.calls()).noneMatch((call) -> call.uri().contains("accounts"));
	}

	@Test
	void deletesConnectionDataAfterChangeOfClient() {
		String id = create("");
		connect(id, "&realmId=4711");
		this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id,
				"{\"auth_config\":{\"client_id\":\"client-2\",\"redirect_uri\":\"https://connect.example.com/callback\"}}");
		assertThat(data(id).isNull()).isTrue();
	}

	@Test
	void rejectsConnectionDataSetByCallers() {
		String id = create("");
		connect(id, "&realmId=4711");
		Answer refused = this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id,
				"{\"connection_data\":{\"realm_id\":\"1\"}}");
		assertThat(refused.pointers()).containsExactly("/connection_data");
		Answer same = this.tenant.put(ServiceClient.CONFIGURATIONS + "/" + id,
				"{\"connection_data\":" + data(id) + "}");
		assertThat(same.status()).as(same.text()).isEqualTo(200);
	}

}
