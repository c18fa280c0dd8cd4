package io.connectorservice.oauth.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.connectorservice.secret.Secret;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that a token endpoint granted.
 *
 * @param refreshToken a new refresh token; null if the previous one stays valid
 * @param life how long the access token is valid; null if unknown
 * @param scopes the granted scopes; null if they are the requested ones
 * @param extra other values in the response by their JSON pointers; only those that the
 * catalog names are stored
 * @param second a second pair of tokens, as Slack grants one to the bot and one to the
 * user; null if there is one pair only
 */
public record TokenResponse(Secret accessToken, @Nullable Secret refreshToken, @Nullable Duration life,
		@Nullable List<String> scopes, Map<String, String> extra, @Nullable Pair second) {

	public TokenResponse {
		scopes = (scopes == null) ? null : List.copyOf(scopes);
		extra = Map.copyOf(extra);
	}

	public TokenResponse(Secret accessToken, @Nullable Secret refreshToken, @Nullable Duration life,
			@Nullable List<String> scopes, Map<String, String> extra) {
		this(accessToken, refreshToken, life, scopes, extra, null);
	}

	/** A pair of tokens that is stored but not used for signing. */
	public record Pair(Secret accessToken, @Nullable Secret refreshToken) {
	}

}
