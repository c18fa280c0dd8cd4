package io.connectorservice.oauth.authorization;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.connectorservice.problem.ProblemException;
import io.connectorservice.settings.InvalidSettingException;

import org.springframework.stereotype.Component;

/**
 * Checks the URLs to which browsers are redirected after an authorization: only origins
 * that the operator allows are accepted.
 */
@Component
final class ReturnUrls {

	private static final Set<String> OUTCOME_PARAMETERS = Set.of("authorization_id", "connector_id", "status", "code",
			"error");

	private final Set<String> allowed;

	ReturnUrls(AuthorizationSettings settings) {
		this.allowed = settings.returnUrlAllow()
			.stream()
			.map(ReturnUrls::parseAllowedOrigin)
			.collect(Collectors.toUnmodifiableSet());
	}

	private static String parseAllowedOrigin(String text) {
		return WebUrl.parse(text.strip())
			.filter((url) -> url.isRoot() && !url.hasQuery())
			.map(WebUrl::buildOrigin)
			.orElseThrow(() -> new InvalidSettingException(
					"RETURN_URL_ALLOW must list origins such as https://app.example.com"));
	}

	/**
	 * Refuses a return URL that is not allowed.
	 * @throws ProblemException VALIDATION_FAILED if it is not
	 */
	void requireAllowed(String returnUrl) {
		if (WebUrl.parse(returnUrl).map(WebUrl::buildOrigin).filter(this.allowed::contains).isEmpty()) {
			throw ProblemException.invalid("/return_url",
					"must begin with an origin that RETURN_URL_ALLOW lists, and must not contain a user or a fragment");
		}
	}

	/** Adds the outcome to the return URL's query; the other parameters stay. */
	static URI withOutcome(String returnUrl, AuthorizationOutcome outcome) {
		int mark = returnUrl.indexOf('?');
		Stream<String> given = (mark < 0) ? Stream.empty() : Arrays.stream(returnUrl.substring(mark + 1).split("&"));
		Stream<String> added = buildParameters(outcome).entrySet()
			.stream()
			.map((parameter) -> parameter.getKey() + "=" + parameter.getValue());
		String query = Stream.concat(given.filter((pair) -> !pair.isEmpty() && !isOurs(pair)), added)
			.collect(Collectors.joining("&"));
		return URI.create(((mark < 0) ? returnUrl : returnUrl.substring(0, mark)) + "?" + query);
	}

	private static boolean isOurs(String pair) {
		return OUTCOME_PARAMETERS.contains(URLDecoder.decode(pair.split("=", 2)[0], StandardCharsets.UTF_8));
	}

	// the values are only ids and codes, which need no escaping
	private static Map<String, String> buildParameters(AuthorizationOutcome outcome) {
		Map<String, String> parameters = new LinkedHashMap<>();
		parameters.put("connector_id", String.valueOf(outcome.connectorId()));
		parameters.put("status", outcome.status().text());
		if (outcome.code() != null) {
			parameters.put("code", outcome.code().code());
		}
		if (outcome.providerError() != null) {
			parameters.put("error", outcome.providerError());
		}
		parameters.put("authorization_id", String.valueOf(outcome.authorizationId()));
		return parameters;
	}

}
