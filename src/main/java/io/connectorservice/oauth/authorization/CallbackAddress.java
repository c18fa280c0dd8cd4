package io.connectorservice.oauth.authorization;

import java.net.URI;
import java.util.Optional;

import io.connectorservice.catalog.RedirectAddress;
import io.connectorservice.oauth.endpoint.OAuthConfig;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * The redirect URI: the connector's own if configured, otherwise one below PUBLIC_URL.
 */
@Component
final class CallbackAddress implements RedirectAddress {

	private static final String PATH = "/api/v1/connectors/oauth2/callback";

	private final @Nullable String own;

	CallbackAddress(AuthorizationSettings settings) {
		String publicUrl = settings.publicUrl();
		this.own = StringUtils.hasText(publicUrl) ? buildOwnUrl(publicUrl.strip()) : null;
	}

	private static String buildOwnUrl(String publicUrl) {
		return WebUrl.parse(publicUrl)
			.filter((url) -> !url.hasQuery())
			.map((url) -> url.uri().toString().replaceAll("/+$", "") + PATH)
			.orElseThrow(() -> new InvalidSettingException(
					"PUBLIC_URL must be an address such as https://connect.example.com, without user, query or fragment"));
	}

	@Override
	public Optional<String> findRedirectUri() {
		return Optional.ofNullable(this.own);
	}

	/**
	 * The redirect URI, exactly as it is registered with the provider.
	 * @throws ProblemException CONFIGURATION_INVALID if there is none or it is invalid
	 */
	URI resolveRedirectUri(OAuthConfig config) {
		String uri = config.redirectUri()
			.or(() -> Optional.ofNullable(this.own))
			.orElseThrow(() -> invalidAddressException(
					config.appName().isPresent() ? "The operator has to set PUBLIC_URL to use an OAuth app."
							: "Set redirect_uri in auth_config, or PUBLIC_URL for all connectors."));
		return WebUrl.parse(uri)
			.map(WebUrl::uri)
			.orElseThrow(() -> invalidAddressException(
					"auth_config's redirect_uri must be an https or http address without fragment."));
	}

	private static ProblemException invalidAddressException(String detail) {
		return ProblemException.of(ProblemCode.CONFIGURATION_INVALID, detail);
	}

}
