package io.connectorservice.oauth;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.UpstreamServer.Reply;

/**
 * A scripted token and revocation endpoint, and the service that accepts its tokens.
 */
final class TokenEndpointServer implements AutoCloseable {

	private final UpstreamServer server = UpstreamServer.start();

	private final AtomicInteger grants = new AtomicInteger();

	private volatile Function<Call, Reply> tokenEndpoint = (_) -> grant("refresh");

	private volatile Function<Call, Reply> revocation = (_) -> Reply.json(200, "{}");

	private volatile String validToken = "none";

	TokenEndpointServer() {
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

	void respondToTokenRequests(Function<Call, Reply> behaviour) {
		this.tokenEndpoint = behaviour;
	}

	void respondToRevocations(Function<Call, Reply> behaviour) {
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
				 "redirect_uri":"%3$s"}""".formatted(url(), more, AuthorizationServer.REDIRECT_URI);
	}

	@Override
	public void close() {
		this.server.close();
	}

}
