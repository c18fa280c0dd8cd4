package io.connectorservice.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.json.StrictJson;
import tools.jackson.databind.JsonNode;

/**
 * A received webhook, whose signature is verified without the code under test.
 */
record ReceivedWebhook(Call call) {

	static final String SECRET = "whsec_" + encodeBase64("a-secret-for-the-tests-32-bytes!");

	static final String OLD_SECRET = "whsec_" + encodeBase64("another-secret-for-tests-32-byte");

	private static String encodeBase64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	String type() {
		return json().path("type").asString();
	}

	String connectorId() {
		return json().at("/data/connector_id").asString();
	}

	JsonNode json() {
		return StrictJson.read(this.call.bytes());
	}

	boolean hasSignatureOf(String secret) {
		String signed = this.call.header("webhook-id") + "." + this.call.header("webhook-timestamp") + "."
				+ this.call.body();
		String expected = "v1," + computeHmac(Base64.getDecoder().decode(secret.substring("whsec_".length())), signed);
		return Arrays.asList(String.valueOf(this.call.header("webhook-signature")).split(" ", -1)).contains(expected);
	}

	private static String computeHmac(byte[] key, String text) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(key, "HmacSHA256"));
			return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (GeneralSecurityException failure) {
			throw new IllegalStateException(failure);
		}
	}

}
