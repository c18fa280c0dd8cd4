package io.connectorservice.catalog.entry;

/**
 * The placeholder for the connector's API key in a base URL, for services that expect the
 * key there.
 */
public final class ApiKeyPlace {

	/** The placeholder's name in templates. */
	public static final String NAME = "api_key";

	/** Replaces the key until the call is signed, and wherever the URL is shown. */
	static final String SHOWN = "***";

	private ApiKeyPlace() {
	}

}
