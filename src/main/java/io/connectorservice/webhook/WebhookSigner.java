package io.connectorservice.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.connectorservice.secret.Secret;
import io.connectorservice.settings.InvalidSettingException;

/**
 * Signs messages with each configured secret. A receiver can verify with any of them, so
 * secrets can be rotated without a gap.
 */
final class WebhookSigner {

	private static final String PREFIX = "whsec_";

	private static final String ALGORITHM = "HmacSHA256";

	// the bounds of the Standard Webhooks specification, in bytes
	private static final int MIN_LENGTH = 24;

	private static final int MAX_LENGTH = 64;

	private static final String FORM = "WEBHOOK_SECRET must be whsec_ and the base64 of 24 to 64 random bytes, or several of these";

	private final List<SecretKey> keys;

	WebhookSigner(Secret secrets) {
		this.keys = Arrays.stream(secrets.reveal().strip().split("[\\s,]+", -1)).map(WebhookSigner::parseKey).toList();
	}

	private static SecretKey parseKey(String secret) {
		try {
			byte[] bytes = Base64.getDecoder().decode(secret.startsWith(PREFIX) ? secret.substring(6) : "-");
			if (bytes.length >= MIN_LENGTH && bytes.length <= MAX_LENGTH) {
				return new SecretKeySpec(bytes, ALGORITHM);
			}
		}
		catch (IllegalArgumentException _) {
			// the exception below does not contain the secret
		}
		throw new InvalidSettingException(FORM);
	}

	/** Computes the value of the header webhook-signature. */
	String sign(String messageId, long timestamp, String body) {
		byte[] signed = (messageId + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
		return this.keys.stream().map((key) -> "v1," + sign(key, signed)).collect(Collectors.joining(" "));
	}

	private static String sign(SecretKey key, byte[] signed) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(key);
			return Base64.getEncoder().encodeToString(mac.doFinal(signed));
		}
		catch (GeneralSecurityException failure) {
			throw new IllegalStateException(failure);
		}
	}

}
