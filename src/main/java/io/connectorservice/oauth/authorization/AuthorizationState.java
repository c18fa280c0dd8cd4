package io.connectorservice.oauth.authorization;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

import io.connectorservice.digest.Sha256;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The random state of one authorization, known only to the browser. The database holds
 * its hash, and the PKCE verifier encrypted with a key derived from it, so a reader of
 * the database can neither forge a callback nor decrypt the verifier.
 */
final class AuthorizationState {

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final int BYTES = 32;

	private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

	private static final int TAG_BITS = 128;

	private final String text;

	private AuthorizationState(String text) {
		this.text = text;
	}

	static AuthorizationState generate() {
		byte[] bytes = new byte[BYTES];
		RANDOM.nextBytes(bytes);
		return new AuthorizationState(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
	}

	/** Parses the state of a callback; empty if this service cannot have issued it. */
	static Optional<AuthorizationState> parse(String text) {
		return FORM.matcher(text).matches() ? Optional.of(new AuthorizationState(text)) : Optional.empty();
	}

	String text() {
		return this.text;
	}

	String computeHash() {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.digest(this.text));
	}

	String seal(String verifier) {
		return Base64.getEncoder()
			.encodeToString(crypt(Cipher.ENCRYPT_MODE, verifier.getBytes(StandardCharsets.UTF_8)));
	}

	String open(String sealed) {
		return new String(crypt(Cipher.DECRYPT_MODE, Base64.getDecoder().decode(sealed)), StandardCharsets.UTF_8);
	}

	// each key encrypts only one verifier, so the constant nonce is never used twice with
	// the same key
	private byte[] crypt(int mode, byte[] input) {
		try {
			Mac derive = Mac.getInstance("HmacSHA256");
			derive.init(new SecretKeySpec(this.text.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
			byte[] key = derive.doFinal("connector-service authorization verifier".getBytes(StandardCharsets.UTF_8));
			Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
			cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, new byte[12]));
			return cipher.doFinal(input);
		}
		catch (GeneralSecurityException failure) {
			throw new IllegalStateException("A verifier cannot be sealed or opened", failure);
		}
	}

	@Override
	public String toString() {
		return "AuthorizationState[***]";
	}

}
