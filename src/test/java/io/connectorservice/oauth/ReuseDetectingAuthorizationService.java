package io.connectorservice.oauth;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;

/**
 * Treats the use of a refresh token that was rotated away as theft, and ends the whole
 * authorization (RFC 9700, 4.14.2).
 */
final class ReuseDetectingAuthorizationService implements OAuth2AuthorizationService {

	private final OAuth2AuthorizationService kept = new InMemoryOAuth2AuthorizationService();

	private final Map<String, String> authorizationsBySpentToken = new ConcurrentHashMap<>();

	private final AtomicInteger rotations = new AtomicInteger();

	@Override
	public synchronized void save(OAuth2Authorization authorization) {
		OAuth2Authorization before = this.kept.findById(authorization.getId());
		if (before != null && !refreshToken(before).equals(refreshToken(authorization))) {
			recordRotation(before);
			// An authorization without an access token is stored separately.
			this.kept.remove(before);
		}
		this.kept.save(authorization);
	}

	private void recordRotation(OAuth2Authorization before) {
		if (before.getRefreshToken() != null) {
			this.authorizationsBySpentToken.put(refreshToken(before), before.getId());
			this.rotations.incrementAndGet();
		}
	}

	private static String refreshToken(OAuth2Authorization authorization) {
		return (authorization.getRefreshToken() == null) ? ""
				: authorization.getRefreshToken().getToken().getTokenValue();
	}

	@Override
	public void remove(OAuth2Authorization authorization) {
		this.kept.remove(authorization);
	}

	@Override
	public @Nullable OAuth2Authorization findById(String id) {
		return this.kept.findById(id);
	}

	@Override
	public synchronized @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
		String stolen = this.authorizationsBySpentToken.get(token);
		if (stolen != null && this.kept.findById(stolen) != null) {
			this.kept.remove(Objects.requireNonNull(this.kept.findById(stolen)));
		}
		return this.kept.findByToken(token, type);
	}

	/** The number of times refresh tokens were rotated. */
	int rotations() {
		return this.rotations.get();
	}

}
