package io.connectorservice.oauth.endpoint;

import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.text.ParseException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import io.connectorservice.json.StrictJson;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import org.springframework.boot.ssl.pem.PemContent;

/**
 * A private key with which clients sign assertions, read from PEM (PKCS#1, PKCS#8, SEC1)
 * or a JWK.
 *
 * @param id the key id from the JWK, if it has one
 */
public record SigningKey(PrivateKey key, @Nullable String id) {

	/**
	 * Extracts the private key if {@code given} is a whole service account file as Google
	 * issues it; otherwise returns it unchanged.
	 */
	public static Secret extractPrivateKey(Secret given) {
		String text = given.reveal();
		if (!text.startsWith("{")) {
			return given;
		}
		try {
			return StrictJson.mapper()
				.readTree(text)
				.path("private_key")
				.stringValueOpt()
				.map(Secret::of)
				.orElse(given);
		}
		catch (JacksonException _) {
			// the exception is dropped, because its message may contain the key
			return given;
		}
	}

	/** Whether the text is a private key that can sign. */
	public static boolean isUsable(Secret key) {
		try {
			parse(key);
			return true;
		}
		catch (ProblemException _) {
			return false;
		}
	}

	public static SigningKey parse(Secret key) {
		String text = key.reveal().strip();
		try {
			SigningKey parsed = text.startsWith("{") ? parseJwk(text) : new SigningKey(parsePem(text), null);
			if (parsed.key() instanceof RSAPrivateKey || parsed.key() instanceof ECPrivateKey) {
				return parsed;
			}
		}
		catch (ParseException | JOSEException | RuntimeException _) {
			// the exception is dropped, because its message may contain the key
		}
		throw unusableKeyException();
	}

	// configuration files write line breaks as \n
	private static PrivateKey parsePem(String text) {
		PrivateKey key = PemContent.of(text.replace("\\n", "\n")).getPrivateKey();
		if (key == null) {
			throw new IllegalArgumentException("The text holds no private key");
		}
		return key;
	}

	private static SigningKey parseJwk(String text) throws ParseException, JOSEException {
		JWK key = JWK.parse(text);
		return new SigningKey(((AsymmetricJWK) key).toPrivateKey(), key.getKeyID());
	}

	public static ProblemException unusableKeyException() {
		return ProblemException.of(ProblemCode.SECRET_UNUSABLE,
				"The private key must be an RSA or EC key in PEM or as a JWK, and fit the algorithm.");
	}

	public JWSAlgorithm selectAlgorithm(@Nullable String configured) {
		if (configured != null) {
			return JWSAlgorithm.parse(configured);
		}
		return (this.key instanceof ECPrivateKey curve) ? selectAlgorithm(Curve.forECParameterSpec(curve.getParams()))
				: JWSAlgorithm.RS256;
	}

	private static JWSAlgorithm selectAlgorithm(@Nullable Curve curve) {
		if (Curve.P_384.equals(curve)) {
			return JWSAlgorithm.ES384;
		}
		return Curve.P_521.equals(curve) ? JWSAlgorithm.ES512 : JWSAlgorithm.ES256;
	}

	public JWSSigner createSigner() throws JOSEException {
		return (this.key instanceof ECPrivateKey curve) ? new ECDSASigner(curve) : new RSASSASigner(this.key);
	}

	@Override
	public String toString() {
		return "SigningKey[" + this.id + "]";
	}

}
