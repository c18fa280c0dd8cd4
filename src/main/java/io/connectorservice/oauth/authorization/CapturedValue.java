package io.connectorservice.oauth.authorization;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.connectorservice.oauth.endpoint.TokenResponse;
import org.jspecify.annotations.Nullable;

/**
 * A value that arrives with a new connection and is stored as plain data, such as an
 * account id.
 *
 * @param name the name under which it is stored
 * @param at its JSON pointer in the token response
 * @param callback the callback parameter that holds it, if it is not in the token
 * response
 * @param pattern must match the whole value; if it has a group, the first group is stored
 */
public record CapturedValue(String name, @Nullable String at, @Nullable String callback, Pattern pattern) {

	/** Finds the value; empty if it is missing or does not match the pattern. */
	Optional<String> find(TokenResponse response, AuthorizationCallback received) {
		String value = (this.callback != null) ? received.others().get(this.callback) : response.extra().get(this.at);
		return Optional.ofNullable(value)
			.map(this.pattern::matcher)
			.filter(Matcher::matches)
			.map((matched) -> matched.group(Math.min(1, matched.groupCount())));
	}

}
