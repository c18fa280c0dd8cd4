package io.connectorservice.oauth.authorization;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.connectorservice.oauth.endpoint.TokenResponse;
import org.jspecify.annotations.Nullable;

/**
 * A value that comes with a connection and is worth keeping in the open.
 *
 * @param name by which it is kept
 * @param at where it stands in the token endpoint's answer
 * @param callback the parameter of the callback's address that holds it, in place of that
 * @param pattern what the whole value matches; its first group is kept where it has one
 */
public record CapturedValue(String name, @Nullable String at, @Nullable String callback, Pattern pattern) {

	/** The value, empty where none came or it is not what it must be. */
	Optional<String> find(TokenResponse answer, AuthorizationCallback came) {
		String value = (this.callback != null) ? came.others().get(this.callback) : answer.extra().get(this.at);
		return Optional.ofNullable(value)
			.map(this.pattern::matcher)
			.filter(Matcher::matches)
			.map((matched) -> matched.group(Math.min(1, matched.groupCount())));
	}

}
