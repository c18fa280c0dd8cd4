package io.connectorservice.oauth;

import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.UpstreamServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.util.UriComponentsBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connects a service by OAuth 2 and uses it, against a provider on this machine.
 */
@ConnectorServiceTest
class OAuthIntegrationTests {

	// all calls are of one tenant to one host, which
	// admits 64 at once and lets others wait briefly
	private static final int WAITING = 60;

	private final UpstreamServer provider = UpstreamServer.start();

	private final AtomicInteger tokens = new AtomicInteger();

	private final ServiceClient tenant;

	private volatile String validToken = "access-0";

	OAuthIntegrationTests(@Autowired ServiceClient client) {
		this.tenant = client.asNewTenant();
		this.provider.respondWith(this::answer);
	}

	private Reply answer(Call call) {
		if (call.uri().startsWith("/token")) {
			int number = this.tokens.incrementAndGet();
			this.validToken = "access-" + number;
			return Reply.json(200,
					"{\"access_token\":\"access-%1$d\",\"refresh_token\":\"refresh-%1$d\",\"expires_in\":3600,\"token_type\":\"bearer\"}"
						.formatted(number));
		}
		return ("Bearer " + this.validToken).equals(call.header("Authorization")) ? Reply.json(200, "{\"ok\":true}")
				: Reply.json(401, "{\"ok\":false}");
	}

	@AfterEach
	void stopProvider() {
		this.provider.close();
	}

	private String create(String credentials) {
		return this.tenant.create("""
				{"connector_name":"c","service_name":"suite","auth_type":"oauth2","scopes":["read","write"],
				 "auth_config":{"client_id":"client-1","auth_url":"%1$s/authorize","token_url":"%1$s/token",
				   "redirect_uri":"https://connect.example.com/api/v1/connectors/oauth2/callback"},
				 "api_spec":{"servers":[{"url":"%1$s/api"}]},
				 "credentials":%2$s}""".formatted(this.provider.url(), credentials));
	}

	private Answer read(String id) {
		return this.tenant.get(ServiceClient.BASE + "/" + id + "/data?resource_path=/me");
	}

	private long tokenCalls() {
		return this.provider.calls().stream().filter((call) -> call.uri().startsWith("/token")).count();
	}

	@Test
	void connectsByAuthorizationCodeAndReads() {
		String id = create("{\"client_secret\":\"test-client-secret\"}");
		assertThat(read(id).code()).isEqualTo("authorization_required");
		Answer begun = this.tenant.post(ServiceClient.BASE + "/" + id + "/oauth2/authorizations", "{}");
		assertThat(begun.status()).as(begun.text()).isEqualTo(201);
		var sent = UriComponentsBuilder.fromUri(URI.create(begun.json().path("authorization_url").asString()))
			.build()
			.getQueryParams();
		assertThat(sent.getFirst("code_challenge_method")).isEqualTo("S256");
		String callback = "/api/v1/connectors/oauth2/callback?code=code-1&state=" + sent.getFirst("state");
		Answer page = this.tenant.get(callback);
		assertThat(page.status()).as(page.text()).isEqualTo(200);
		assertThat(page.text()).contains("One step left");
		assertThat(connectionStatus(id)).isEqualTo("confirmation_required");
		assertThat(read(id).code()).isEqualTo("authorization_required");
		TestAuthorizationFlows.confirmSuccessfully(this.tenant, id, begun);
		Call exchange = this.provider.calls().getFirst();
		assertThat(exchange.body()).contains("grant_type=authorization_code", "code=code-1", "code_verifier=");
		assertThat(exchange.header("Authorization")).startsWith("Basic ");
		assertThat(read(id).status()).isEqualTo(200);
		assertThat(this.tenant.get(callback).status()).as("the page loaded again").isEqualTo(200);
		assertThat(tokenCalls()).as("a state works once").isEqualTo(1);
		assertThat(connectionStatus(id)).isEqualTo("connected");
	}

	private String connectionStatus(String id) {
		return this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id).json().path("connection_status").asString();
	}

	@Test
	void refreshesOnceForConcurrentCalls() throws Exception {
		String id = create("{\"client_secret\":\"test-client-secret\",\"refresh_token\":\"refresh-0\"}");
		List<Callable<Integer>> reads = IntStream.range(0, WAITING)
			.<Callable<Integer>>mapToObj((_) -> () -> read(id).status())
			.toList();
		try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			for (var read : callers.invokeAll(reads)) {
				assertThat(read.get()).isEqualTo(200);
			}
		}
		assertThat(tokenCalls()).isEqualTo(1);
	}

	@Test
	void refreshesOnceWhenTheServiceRefusesTheToken() {
		String id = create("{\"client_secret\":\"s\",\"access_token\":\"stale\",\"refresh_token\":\"refresh-0\"}");
		Answer answer = read(id);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(tokenCalls()).isEqualTo(1);
		assertThat(read(id).status()).isEqualTo(200);
		assertThat(tokenCalls()).isEqualTo(1);
	}

	@Test
	void requiresReauthorizationAfterRevokedGrant() {
		String id = create("{\"client_secret\":\"s\",\"refresh_token\":\"revoked\"}");
		this.provider.respondWith(Reply.json(400, "{\"error\":\"invalid_grant\"}"));
		for (int i = 0; i < 5; i++) {
			Answer answer = read(id);
			assertThat(answer.status()).isEqualTo(409);
			assertThat(answer.code()).isEqualTo("reauthorization_required");
		}
		assertThat(this.provider.calls()).hasSize(1);
		assertThat(this.tenant.get(ServiceClient.CONFIGURATIONS + "/" + id).json().path("connection_status").asString())
			.isEqualTo("reauthorization_required");
		assertThat(this.tenant.get(ServiceClient.BASE + "/" + id + "/events").text())
			.contains("reauthorization_required");
	}

}
