package io.connectorservice.oauth;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;

/**
 * Keys generated for tests, in the formats in which providers issue them.
 */
public final class TestKeys {

	public static final KeyPair RSA = pair("RSA", "");

	static final KeyPair EC = pair("EC", "secp256r1");

	private TestKeys() {
	}

	private static KeyPair pair(String algorithm, String curve) {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
			if (curve.isEmpty()) {
				generator.initialize(2048);
			}
			else {
				generator.initialize(new ECGenParameterSpec(curve));
			}
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException failure) {
			throw new IllegalStateException(failure);
		}
	}

	public static String pkcs8(KeyPair pair) {
		return pem("", pair.getPrivate().getEncoded());
	}

	/** PKCS#8 without its header, which has 26 bytes for keys of 2048 bits. */
	static String pkcs1() {
		byte[] pkcs8 = RSA.getPrivate().getEncoded();
		return pem("RSA ", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
	}

	/**
	 * SEC1 as OpenSSL writes it (RFC 5915), with the curve's parameters before the key.
	 */
	static String sec1() {
		String d = "%064x".formatted(new BigInteger(1, ((ECPrivateKey) EC.getPrivate()).getS().toByteArray()));
		String der = "3031" + "020101" + "0420" + d + "a00a06082a8648ce3d030107";
		return "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
				+ pem("EC ", HexFormat.of().parseHex(der));
	}

	static String rsaJwk() {
		return new RSAKey.Builder((RSAPublicKey) RSA.getPublic()).privateKey(RSA.getPrivate())
			.keyID("rsa-1")
			.build()
			.toJSONString();
	}

	static String ecJwk() {
		return new ECKey.Builder(Curve.P_256, (ECPublicKey) EC.getPublic()).privateKey(EC.getPrivate())
			.keyID("ec-1")
			.build()
			.toJSONString();
	}

	static String publicJwk() throws JOSEException {
		return new RSAKey.Builder((RSAPublicKey) RSA.getPublic()).keyIDFromThumbprint().build().toJSONString();
	}

	private static String pem(String kind, byte[] content) {
		return "-----BEGIN %1$sPRIVATE KEY-----\n%2$s\n-----END %1$sPRIVATE KEY-----\n".formatted(kind,
				Base64.getMimeEncoder().encodeToString(content));
	}

}
