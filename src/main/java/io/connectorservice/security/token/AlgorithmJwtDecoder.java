package io.connectorservice.security.token;

import java.text.ParseException;
import java.util.Map;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.Header;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTParser;

import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Passes each token to the decoder of its algorithm. A key is bound to one algorithm, so
 * a public key can never be used as a shared secret (RFC 8725, 3.1).
 */
final class AlgorithmJwtDecoder implements JwtDecoder {

	private final Map<JWSAlgorithm, JwtDecoder> decoders;

	AlgorithmJwtDecoder(Map<JWSAlgorithm, JwtDecoder> decoders) {
		this.decoders = Map.copyOf(decoders);
	}

	@Override
	public Jwt decode(String token) {
		JwtDecoder decoder = (readAlgorithm(token) instanceof JWSAlgorithm algorithm) ? this.decoders.get(algorithm)
				: null;
		if (decoder == null) {
			throw new BadJwtException("The token's algorithm is not supported");
		}
		return decoder.decode(token);
	}

	private static Algorithm readAlgorithm(String token) {
		return parseHeader(token).getAlgorithm();
	}

	/** Returns the header of a token whose signature has not been verified yet. */
	static Map<String, Object> readHeader(String token) {
		return parseHeader(token).toJSONObject();
	}

	private static Header parseHeader(String token) {
		try {
			return JWTParser.parse(token).getHeader();
		}
		catch (ParseException | RuntimeException _) {
			throw new BadJwtException("The token is malformed");
		}
	}

}
