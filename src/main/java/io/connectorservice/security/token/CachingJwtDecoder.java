package io.connectorservice.security.token;

import java.time.Instant;
import java.util.Map;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.connectorservice.digest.Sha256;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/**
 * Caches tokens whose signature has been verified, because verifying costs more than the
 * rest of a request. Claims are validated on every request, the expiry above all. The
 * cache keys are digests of the tokens, and rejected tokens are not cached.
 */
final class CachingJwtDecoder implements JwtDecoder {

	private final JwtDecoder decoder;

	private final OAuth2TokenValidator<Jwt> rules;

	private final Cache<String, VerifiedToken> verified;

	CachingJwtDecoder(JwtDecoder decoder, OAuth2TokenValidator<Jwt> rules, JwtCacheSettings settings, Ticker ticker) {
		this.decoder = decoder;
		this.rules = rules;
		this.verified = Caffeine.newBuilder()
			.expireAfterWrite(settings.ttl())
			.maximumSize(settings.maxSize())
			.ticker(ticker)
			.build();
	}

	@Override
	public Jwt decode(String token) {
		String digest = Sha256.digestToHex(token);
		VerifiedToken known = this.verified.getIfPresent(digest);
		return (known != null) ? validateCached(known.toJwt(token)) : decodeAndCache(token, digest);
	}

	private Jwt validateCached(Jwt token) {
		OAuth2TokenValidatorResult result = this.rules.validate(token);
		if (result.hasErrors()) {
			throw new JwtValidationException("The token is no longer valid", result.getErrors());
		}
		return token;
	}

	private Jwt decodeAndCache(String token, String digest) {
		Jwt decoded = this.decoder.decode(token);
		this.verified.put(digest, VerifiedToken.of(decoded));
		return decoded;
	}

	/** The content of a verified token, without the token itself. */
	private record VerifiedToken(@Nullable Instant issuedAt, @Nullable Instant expiresAt, Map<String, Object> headers,
			Map<String, Object> claims) {

		static VerifiedToken of(Jwt token) {
			return new VerifiedToken(token.getIssuedAt(), token.getExpiresAt(), token.getHeaders(), token.getClaims());
		}

		Jwt toJwt(String token) {
			return new Jwt(token, this.issuedAt, this.expiresAt, this.headers, this.claims);
		}

	}

}
