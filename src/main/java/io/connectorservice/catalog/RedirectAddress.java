package io.connectorservice.catalog;

import java.util.Optional;

/**
 * Where providers send browsers back to, for people who register an application there;
 * whoever takes the browsers in provides it.
 */
public interface RedirectAddress {

	/** The redirect URI letter for letter; empty where the operator set none. */
	Optional<String> findRedirectUri();

}
