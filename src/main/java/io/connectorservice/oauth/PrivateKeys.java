package io.connectorservice.oauth;

import java.security.PrivateKey;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Reads the private keys that clients sign assertions with: PEM (PKCS#1, PKCS#8, SEC1) or
 * JWK.
 */
final class PrivateKeys {

	private PrivateKeys() {
	}

	static JWK parse(Secret key) {
		String text = key.reveal().strip();
		try {
			JWK parsed = text.startsWith("{") ? JWK.parse(text) : JWK.parseFromPEMEncodedObjects(text);
			if (parsed.isPrivate()) {
				return parsed;
			}
		}
		catch (java.text.ParseException | JOSEException | RuntimeException _) {
			// the message may hold the key
		}
		throw unusable();
	}

	static PrivateKey privateKey(JWK key) throws JOSEException {
		return ((AsymmetricJWK) key).toPrivateKey();
	}

	static JWSAlgorithm algorithm(JWK key, @Nullable String wanted) {
		if (wanted != null) {
			return JWSAlgorithm.parse(wanted);
		}
		return switch (key) {
			case RSAKey _ -> JWSAlgorithm.RS256;
			case ECKey curve when Curve.P_384.equals(curve.getCurve()) -> JWSAlgorithm.ES384;
			case ECKey curve when Curve.P_521.equals(curve.getCurve()) -> JWSAlgorithm.ES512;
			case ECKey _ -> JWSAlgorithm.ES256;
			default -> throw unusable();
		};
	}

	static ProblemException unusable() {
		return ProblemException.of(ProblemCode.SECRET_UNUSABLE,
				"The private key must be an RSA or EC key in PEM or as a JWK.");
	}

}
