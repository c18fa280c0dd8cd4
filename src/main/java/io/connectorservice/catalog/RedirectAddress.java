package io.connectorservice.catalog;

import java.util.Optional;

/**
 * Provides the redirect URI that people register with a provider; implemented by the
 * package that handles the callback.
 */
public interface RedirectAddress {

	/** The exact redirect URI; empty if PUBLIC_URL is not set. */
	Optional<String> findRedirectUri();

}
