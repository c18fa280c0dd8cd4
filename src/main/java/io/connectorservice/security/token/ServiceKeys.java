package io.connectorservice.security.token;

import java.text.ParseException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import io.connectorservice.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.util.StringUtils;

/**
 * The public keys of backends that call without a user. The tokens that they sign must
 * have the role service_role.
 *
 * @param keys the keys, each with the id that tokens refer to
 */
record ServiceKeys(JWKSet keys) {

	private static final Set<KeyType> TYPES = Set.of(KeyType.EC, KeyType.RSA);

	/**
	 * Reads the setting.
	 * @throws InvalidSettingException if it is not a set of public keys with ids
	 */
	static ServiceKeys fromSettings(TokenSettings settings) {
		String given = settings.serviceKeys();
		return StringUtils.hasText(given) ? parseKeySet(given) : new ServiceKeys(new JWKSet());
	}

	private static ServiceKeys parseKeySet(String json) {
		try {
			JWKSet keys = JWKSet.parse(json);
			if (!keys.isEmpty() && keys.getKeys().stream().allMatch(ServiceKeys::isUsable)) {
				return new ServiceKeys(keys);
			}
		}
		catch (ParseException _) {
			// The exception below names the setting but never repeats its value.
		}
		throw new InvalidSettingException("SERVICE_TOKEN_KEYS must be a JSON Web Key Set of public EC (P-256) or RSA"
				+ " keys, each with a kid, such as {\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"bff-1\",\"x\":\"…\",\"y\":\"…\"}]}");
	}

	private static boolean isUsable(JWK key) {
		return !key.isPrivate() && TYPES.contains(key.getKeyType()) && StringUtils.hasText(key.getKeyID());
	}

	boolean isEmpty() {
		return this.keys.isEmpty();
	}

	/**
	 * Whether a key id belongs to one of these keys. If it does, the token is verified
	 * with that key only.
	 */
	boolean isNamedBy(@Nullable Object keyId) {
		return keyId != null && collectKeyIds().contains(keyId.toString());
	}

	boolean hasSigned(Jwt token) {
		return isNamedBy(token.getHeaders().get("kid"));
	}

	private Set<String> collectKeyIds() {
		return List.copyOf(this.keys.getKeys()).stream().map(JWK::getKeyID).collect(Collectors.toSet());
	}

}
