package io.connectorservice.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.json.StrictJson;
import tools.jackson.databind.JsonNode;

/**
 * A receiver of webhooks that verifies signatures as the specification says, with its own
 * code.
 */
final class Receiver implements AutoCloseable {

	static final String SECRET = "whsec_" + base64("a-secret-for-the-tests-32-bytes!");

	static final String OLD_SECRET = "whsec_" + base64("another-secret-for-tests-32-byte");

	private final UpstreamServer server = UpstreamServer.start();

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	String url() {
		return this.server.url() + "/hooks?of=bff";
	}

	UpstreamServer server() {
		return this.server;
	}

	List<Call> calls() {
		return this.server.calls();
	}

	/** The types of all messages received for a connector. */
	List<String> types(String connector) {
		return calls().stream()
			.map(Receiver::json)
			.filter((message) -> message.at("/data/connector_id").asString().equals(connector))
			.map((message) -> message.path("type").asString())
			.toList();
	}

	static JsonNode json(Call call) {
		return StrictJson.read(call.body().getBytes(StandardCharsets.UTF_8));
	}

	static boolean verifies(Call call, String secret) {
		String signed = call.header("webhook-id") + "." + call.header("webhook-timestamp") + "." + call.body();
		String expected = "v1," + hmac(Base64.getDecoder().decode(secret.substring("whsec_".length())), signed);
		return Arrays.asList(String.valueOf(call.header("webhook-signature")).split(" ", -1)).contains(expected);
	}

	private static String hmac(byte[] key, String text) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(key, "HmacSHA256"));
			return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (GeneralSecurityException failure) {
			throw new IllegalStateException(failure);
		}
	}

	@Override
	public void close() {
		this.server.close();
	}

}
