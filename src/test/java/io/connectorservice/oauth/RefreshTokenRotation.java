package io.connectorservice.oauth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.UpstreamServer.Reply;

/**
 * The behaviour of a token endpoint that rotates refresh tokens, and ends the whole grant
 * if an old one is used again.
 */
final class RefreshTokenRotation implements Function<Call, Reply> {

	static final String FIRST_REFRESH_TOKEN = "refresh-0";

	private final AtomicInteger calls = new AtomicInteger();

	private int number;

	private boolean alive = true;

	private volatile Duration lifetime = Duration.ofHours(1);

	private volatile Runnable beforeResponse = () -> {
	};

	@Override
	public Reply apply(Call call) {
		Reply reply = refresh(readRefreshToken(call));
		this.beforeResponse.run();
		return reply;
	}

	private static String readRefreshToken(Call call) {
		return Arrays.stream(call.body().split("&"))
			.filter((pair) -> pair.startsWith("refresh_token="))
			.map((pair) -> URLDecoder.decode(pair.substring(14), StandardCharsets.UTF_8))
			.findFirst()
			.orElse("");
	}

	/**
	 * Uses a refresh token, as a process does that dies before it stores the response.
	 */
	synchronized Reply refresh(String refreshToken) {
		this.calls.incrementAndGet();
		this.alive &= refreshToken.equals("refresh-" + this.number);
		if (!this.alive) {
			return Reply.json(400, "{\"error\":\"invalid_grant\"}");
		}
		this.number++;
		return Reply.json(200, "{\"access_token\":\"%s\",\"refresh_token\":\"refresh-%d\",\"expires_in\":%d}"
			.formatted(accessToken(), this.number, this.lifetime.toSeconds()));
	}

	/** The latest access token. */
	synchronized String accessToken() {
		return "access-" + this.number;
	}

	synchronized boolean isAlive() {
		return this.alive;
	}

	int calls() {
		return this.calls.get();
	}

	void setLifetime(Duration lifetime) {
		this.lifetime = lifetime;
	}

	/**
	 * Runs the action after the tokens have been rotated and before the response is sent.
	 */
	void runBeforeResponse(Runnable action) {
		this.beforeResponse = action;
	}

}
