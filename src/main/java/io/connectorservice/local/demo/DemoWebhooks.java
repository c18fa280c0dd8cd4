package io.connectorservice.local.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Notifies URLs on this machine of changes to tasks. Each message is signed with
 * HMAC-SHA256 over its timestamp, a dot and its body.
 */
final class DemoWebhooks implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(DemoWebhooks.class);

	private static final int MAX_WEBHOOKS = 20;

	private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final Map<Integer, Webhook> webhooks = new LinkedHashMap<>();

	private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

	private final JsonMapper json;

	private final Clock clock;

	private int lastId;

	DemoWebhooks(JsonMapper json, Clock clock) {
		this.json = json;
		this.clock = clock;
	}

	synchronized Map<String, Object> create(ObjectNode fields) {
		if (this.webhooks.size() >= MAX_WEBHOOKS) {
			throw new DemoRefusal(409, "too_many", "There may be " + MAX_WEBHOOKS + " webhooks: delete one");
		}
		Webhook webhook = new Webhook(++this.lastId, requireLoopback(fields.path("url").asString("")),
				"whsec_demo_" + DemoTokens.generateRandom());
		this.webhooks.put(webhook.id, webhook);
		Map<String, Object> shown = new LinkedHashMap<>(webhook.describeWebhook());
		shown.put("secret", webhook.secret);
		return shown;
	}

	private static URI requireLoopback(String url) {
		try {
			URI uri = URI.create(url);
			if ("http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost())) {
				return uri;
			}
		}
		catch (IllegalArgumentException _) {
			// a syntax error is refused below like any other invalid URL
		}
		throw DemoRefusal.invalidFieldException("url must be an http address on this machine");
	}

	synchronized List<Map<String, Object>> list() {
		return this.webhooks.values().stream().map(Webhook::describeWebhook).toList();
	}

	synchronized void delete(int id) {
		if (this.webhooks.remove(id) == null) {
			throw DemoRefusal.notFoundException("Webhook " + id);
		}
	}

	/** Sends a message to all URLs without waiting for them. */
	void publish(String type, Map<String, Object> task) {
		long seconds = this.clock.instant().getEpochSecond();
		String body = this.json.writeValueAsString(Map.of("type", type, "task", task));
		List<Webhook> receivers;
		synchronized (this) {
			receivers = List.copyOf(this.webhooks.values());
		}
		receivers.forEach((webhook) -> sendEvent(webhook, seconds, body));
	}

	private void sendEvent(Webhook webhook, long seconds, String body) {
		HttpRequest request = HttpRequest.newBuilder(webhook.url)
			.timeout(TIMEOUT)
			.header("Content-Type", "application/json")
			.header("X-Demo-Timestamp", String.valueOf(seconds))
			.header("X-Demo-Signature", "sha256=" + computeSignature(webhook.secret, seconds + "." + body))
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		var _ = this.client.sendAsync(request, HttpResponse.BodyHandlers.discarding()).exceptionally((failure) -> {
			log.debug("The demo's webhook {} did not arrive", webhook.id, failure);
			return null;
		});
	}

	private static String computeSignature(String secret, String text) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
			return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (GeneralSecurityException failure) {
			throw new IllegalStateException(failure);
		}
	}

	@Override
	public void close() {
		this.client.shutdownNow();
	}

	private record Webhook(int id, URI url, String secret) {

		Map<String, Object> describeWebhook() {
			return Map.of("id", this.id, "url", this.url.toString());
		}

	}

}
