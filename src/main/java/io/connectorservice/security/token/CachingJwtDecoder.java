package io.connectorservice.security.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.connectorservice.digest.Sha256;

import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/**
 * Caches tokens whose signature and claims have been verified, because verifying costs
 * more than the rest of a request. The rules that depend on the time, the expiry above
 * all, are applied on every request. The cache keys are digests of the tokens; the tokens
 * themselves are not kept, and rejected ones not at all.
 */
final class CachingJwtDecoder implements JwtDecoder {

	private final JwtDecoder decoder;

	private final OAuth2TokenValidator<Jwt> timeRules;

	private final Cache<String, Jwt> verified;

	CachingJwtDecoder(JwtDecoder decoder, OAuth2TokenValidator<Jwt> timeRules, JwtCacheSettings settings,
			Ticker ticker) {
		this.decoder = decoder;
		this.timeRules = timeRules;
		this.verified = Caffeine.newBuilder()
			.expireAfterWrite(settings.ttl())
			.maximumSize(settings.maxSize())
			.ticker(ticker)
			.build();
	}

	/** Returns the claims of a valid token, with its digest in the token's place. */
	@Override
	public Jwt decode(String token) {
		String digest = Sha256.digestToHex(token);
		Jwt known = this.verified.getIfPresent(digest);
		return (known != null) ? validateCached(known) : decodeAndCache(token, digest);
	}

	private Jwt validateCached(Jwt token) {
		OAuth2TokenValidatorResult result = this.timeRules.validate(token);
		if (result.hasErrors()) {
			throw new JwtValidationException("The token is no longer valid", result.getErrors());
		}
		return token;
	}

	private Jwt decodeAndCache(String token, String digest) {
		Jwt decoded = this.decoder.decode(token);
		Jwt withoutToken = new Jwt(digest, decoded.getIssuedAt(), decoded.getExpiresAt(), decoded.getHeaders(),
				decoded.getClaims());
		this.verified.put(digest, withoutToken);
		return withoutToken;
	}

}
