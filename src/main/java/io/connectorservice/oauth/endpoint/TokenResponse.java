package io.connectorservice.oauth.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.connectorservice.secret.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What a token endpoint granted.
 *
 * @param refreshToken a new one; none where the old one stays
 * @param life how long the access token holds; none where that is not known
 * @param scopes what was granted; none where that is what was asked for
 * @param extra what else the answer says, by its JSON pointers; of that only what the
 * catalog names is kept
 * @param second another pair that came along, as Slack grants one to the bot and one to
 * the user; none where one pair came
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

	/**
	 * Tokens that are kept and do not sign.
	 */
	public record Pair(Secret accessToken, @Nullable Secret refreshToken) {
	}

}
