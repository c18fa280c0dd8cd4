package io.connectorservice.local.demo;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that the demo service has issued. Each refresh token is valid once; if one
 * is used again, it counts as stolen, as with strict providers, and the grant ends (RFC
 * 9700, 4.14.2).
 */
final class DemoTokens {

	private static final int MAX_TOKENS = 10_000;

	private static final SecureRandom RANDOM = new SecureRandom();

	private final Cache<String, Access> accesses = Caffeine.newBuilder().maximumSize(MAX_TOKENS).build();

	private final Cache<String, Grant> refreshes = Caffeine.newBuilder().maximumSize(MAX_TOKENS).build();

	private final Duration life;

	private final Clock clock;

	DemoTokens(Duration life, Clock clock) {
		this.life = life;
		this.clock = clock;
	}

	static String generateRandom() {
		byte[] bytes = new byte[24];
		RANDOM.nextBytes(bytes);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	/** Issues the token response for a new grant. */
	synchronized Map<String, Object> issue(Set<String> scopes, boolean refreshable) {
		return issue(new Grant(scopes), refreshable);
	}

	/**
	 * Exchanges a refresh token for a token response; the refresh token is then spent.
	 * Empty if it is not valid.
	 */
	synchronized Optional<Map<String, Object>> refresh(String token) {
		Grant grant = this.refreshes.getIfPresent(token);
		if (grant == null || grant.isRevoked) {
			return Optional.empty();
		}
		if (!token.equals(grant.refreshToken)) {
			grant.isRevoked = true;
			return Optional.empty();
		}
		return Optional.of(issue(grant, true));
	}

	private Map<String, Object> issue(Grant grant, boolean refreshable) {
		Map<String, Object> response = new LinkedHashMap<>();
		String access = "demo-access-" + generateRandom();
		this.accesses.put(access, new Access(grant, this.clock.instant().plus(this.life)));
		response.put("access_token", access);
		response.put("token_type", "Bearer");
		response.put("expires_in", this.life.toSeconds());
		response.put("scope", String.join(" ", grant.scopes));
		if (refreshable) {
			grant.refreshToken = "demo-refresh-" + generateRandom();
			this.refreshes.put(grant.refreshToken, grant);
			response.put("refresh_token", grant.refreshToken);
		}
		return response;
	}

	/** Ends the grant that a token belongs to (RFC 7009). */
	synchronized void revoke(String token) {
		Optional.ofNullable(this.accesses.getIfPresent(token))
			.map(Access::grant)
			.or(() -> Optional.ofNullable(this.refreshes.getIfPresent(token)))
			.ifPresent((grant) -> grant.isRevoked = true);
	}

	/** The scopes of an access token; empty if it is unknown, expired or revoked. */
	synchronized Optional<Set<String>> findScopes(String accessToken) {
		return Optional.ofNullable(this.accesses.getIfPresent(accessToken))
			.filter((access) -> !access.grant.isRevoked && this.clock.instant().isBefore(access.end))
			.map((access) -> access.grant.scopes);
	}

	private record Access(Grant grant, Instant end) {
	}

	/** A user's consent, independent of the tokens that currently represent it. */
	private static final class Grant {

		private final Set<String> scopes;

		private @Nullable String refreshToken;

		private boolean isRevoked;

		Grant(Set<String> scopes) {
			this.scopes = Set.copyOf(scopes);
		}

	}

}
