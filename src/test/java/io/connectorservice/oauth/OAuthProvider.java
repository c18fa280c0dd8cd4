package io.connectorservice.oauth;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.UpstreamServer.Reply;

import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * A provider on this machine, the service that accepts its tokens, and a user's browser.
 */
final class OAuthProvider implements AutoCloseable {

	static final String CALLBACK = "/api/v1/connectors/oauth2/callback";

	private final UpstreamServer server = UpstreamServer.start();

	private final AtomicInteger grants = new AtomicInteger();

	private volatile Function<Call, Reply> tokenEndpoint = (_) -> grant("refresh");

	private volatile Function<Call, Reply> revocation = (_) -> Reply.json(200, "{}");

	private volatile String validToken = "none";

	OAuthProvider() {
		this.server.respondWith(this::answer);
	}

	private Reply answer(Call call) {
		if (call.uri().startsWith("/token")) {
			return this.tokenEndpoint.apply(call);
		}
		if (call.uri().startsWith("/revoke")) {
			return this.revocation.apply(call);
		}
		return ("Bearer " + this.validToken).equals(call.header("Authorization")) ? Reply.json(200, "{\"ok\":true}")
				: Reply.json(401, "{\"ok\":false}");
	}

	/** A token response with this refresh token. */
	Reply grant(String refresh) {
		int number = this.grants.incrementAndGet();
		this.validToken = "access-" + number;
		return Reply.json(200, "{\"access_token\":\"access-%1$d\",\"refresh_token\":\"%2$s-%1$d\",\"expires_in\":3600}"
			.formatted(number, refresh));
	}

	/** A token response without a refresh token. */
	Reply grantWithoutRefresh() {
		this.validToken = "access-" + this.grants.incrementAndGet();
		return Reply.json(200, "{\"access_token\":\"" + this.validToken + "\",\"expires_in\":3600}");
	}

	void tokenEndpoint(Function<Call, Reply> behaviour) {
		this.tokenEndpoint = behaviour;
	}

	void revocation(Function<Call, Reply> behaviour) {
		this.revocation = behaviour;
	}

	String url() {
		return this.server.url();
	}

	List<Call> calls(String path) {
		return this.server.calls().stream().filter((call) -> call.uri().startsWith(path)).toList();
	}

	/**
	 * A connector's body; {@code more} may add members of auth_config, each with a comma.
	 */
	String connector(String more) {
		return """
				{"connector_name":"c","service_name":"suite","auth_type":"oauth2","scopes":["read","write"],
				 "auth_config":%2$s,
				 "api_spec":{"servers":[{"url":"%1$s/api"}]},
				 "credentials":{"client_secret":"the-client-secret"}}""".formatted(url(), authConfig(more));
	}

	String authConfig(String more) {
		return """
				{%2$s "client_id":"client-1","auth_url":"%1$s/authorize?prompt=login","token_url":"%1$s/token",
				 "redirect_uri":"https://connect.example.com/api/v1/connectors/oauth2/callback"}""".formatted(url(),
				more);
	}

	static Answer begin(ServiceClient tenant, String id, String body) {
		return tenant.post(ServiceClient.BASE + "/" + id + "/oauth2/authorizations", body);
	}

	/** Begins a flow and returns the parameters that are sent to the provider. */
	static MultiValueMap<String, String> beginAndReadParameters(ServiceClient tenant, String id, String body) {
		Answer begun = begin(tenant, id, body);
		if (begun.status() != 201) {
			throw new AssertionError(begun.status() + " " + begun.text());
		}
		return parameters(begun);
	}

	/** The parameters that a begun flow sends to the provider. */
	static MultiValueMap<String, String> parameters(Answer begun) {
		return UriComponentsBuilder.fromUri(URI.create(begun.json().path("authorization_url").asString()))
			.build()
			.getQueryParams();
	}

	static String state(ServiceClient tenant, String id) {
		return String.valueOf(beginAndReadParameters(tenant, id, "{}").getFirst("state"));
	}

	/** Completes an authorization flow. */
	static Answer connect(ServiceClient tenant, String id) {
		return tenant.get(CALLBACK + "?code=code-1&state=" + state(tenant, id));
	}

	@Override
	public void close() {
		this.server.close();
	}

}
