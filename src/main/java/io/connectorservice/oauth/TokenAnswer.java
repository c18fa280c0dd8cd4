package io.connectorservice.oauth;

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
 * @param extra further fields worth keeping, such as Salesforce's {@code instance_url}
 */
public record TokenAnswer(Secret accessToken, @Nullable Secret refreshToken, @Nullable Duration life,
		@Nullable List<String> scopes, Map<String, String> extra) {

	public TokenAnswer {
		scopes = (scopes == null) ? null : List.copyOf(scopes);
		extra = Map.copyOf(extra);
	}

}
