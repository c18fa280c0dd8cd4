package io.connectorservice.oauth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.UpstreamServer.Reply;

/**
 * A provider that rotates refresh tokens, and ends the whole grant if an old one is used
 * again.
 */
final class RotatingProvider implements AutoCloseable {

	private final UpstreamServer server = UpstreamServer.start();

	private final AtomicInteger calls = new AtomicInteger();

	private int number;

	private boolean alive = true;

	private volatile Duration life = Duration.ofHours(1);

	private volatile Runnable beforeAnswering = () -> {
	};

	private RotatingProvider() {
		this.server.respondWith(this::answer);
	}

	static RotatingProvider start() {
		return new RotatingProvider();
	}

	private Reply answer(Call call) {
		this.calls.incrementAndGet();
		String sent = Arrays.stream(call.body().split("&"))
			.filter((pair) -> pair.startsWith("refresh_token="))
			.map((pair) -> URLDecoder.decode(pair.substring(14), StandardCharsets.UTF_8))
			.findFirst()
			.orElse("");
		Reply reply = answerTo(sent);
		this.beforeAnswering.run();
		return reply;
	}

	private synchronized Reply answerTo(String refreshToken) {
		this.alive &= refreshToken.equals("refresh-" + this.number);
		if (!this.alive) {
			return Reply.json(400, "{\"error\":\"invalid_grant\"}");
		}
		this.number++;
		return Reply.json(200, "{\"access_token\":\"%s\",\"refresh_token\":\"refresh-%d\",\"expires_in\":%d}"
			.formatted(accessToken(), this.number, this.life.toSeconds()));
	}

	String tokenUrl() {
		return this.server.url() + "/token";
	}

	String firstRefreshToken() {
		return "refresh-0";
	}

	/** Uses a refresh token like a process that dies before it stores the response. */
	void refresh(String refreshToken) {
		this.calls.incrementAndGet();
		answerTo(refreshToken);
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

	void lifeOfTokens(Duration granted) {
		this.life = granted;
	}

	/**
	 * Runs the action after the tokens have been rotated and before the response is sent.
	 */
	void beforeAnswering(Runnable action) {
		this.beforeAnswering = action;
	}

	@Override
	public void close() {
		this.server.close();
	}

}
