package io.connectorservice.oauth;

import java.net.URI;
import java.util.List;
import java.util.Locale;

import io.connectorservice.problem.InvalidSettingException;
import io.connectorservice.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Where an authorization may send the browser in the end: to the origins that the
 * operator allows and nowhere else.
 */
@Component
final class ReturnUrls {

	private final List<String> allowed;

	ReturnUrls(OAuthSettings settings) {
		this.allowed = settings.returnUrlAllow().stream().map(ReturnUrls::allowedOrigin).toList();
	}

	private static String allowedOrigin(String text) {
		String origin = origin(text.strip());
		if (origin == null || !origin.equalsIgnoreCase(text.strip().replaceAll("/$", ""))) {
			throw new InvalidSettingException("RETURN_URL_ALLOW must list origins such as https://app.example.com");
		}
		return origin;
	}

	/**
	 * Refuses a return URL that is not allowed.
	 * @throws ProblemException VALIDATION_FAILED
	 */
	void requireAllowed(String returnUrl) {
		String origin = origin(returnUrl);
		if (origin == null || !this.allowed.contains(origin)) {
			throw ProblemException.invalid("/return_url",
					"must begin with an origin that RETURN_URL_ALLOW lists, and hold no user or fragment");
		}
	}

	private static @Nullable String origin(String text) {
		try {
			URI uri = new URI(text);
			boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
			boolean plain = uri.getRawUserInfo() == null && uri.getRawFragment() == null && uri.getHost() != null;
			return (web && plain) ? origin(uri) : null;
		}
		catch (java.net.URISyntaxException _) {
			return null;
		}
	}

	private static String origin(URI uri) {
		String port = (uri.getPort() < 0) ? "" : ":" + uri.getPort();
		return (uri.getScheme() + "://" + uri.getHost() + port).toLowerCase(Locale.ROOT);
	}

	/** The return URL with the outcome in its query. */
	static URI withOutcome(String returnUrl, AuthorizationOutcome outcome) {
		UriComponentsBuilder url = UriComponentsBuilder.fromUriString(returnUrl)
			.replaceQueryParam("connector_id", String.valueOf(outcome.connectorId()))
			.replaceQueryParam("status", outcome.connected() ? "connected" : "failed");
		if (outcome.code() != null) {
			url.replaceQueryParam("code", outcome.code().code());
		}
		if (outcome.providerError() != null) {
			url.replaceQueryParam("error", outcome.providerError());
		}
		return url.build().encode().toUri();
	}

}
