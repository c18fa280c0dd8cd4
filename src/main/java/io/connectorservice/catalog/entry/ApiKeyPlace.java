package io.connectorservice.catalog.entry;

/**
 * The place in a base URL that the connector's key fills, for services that take it
 * there.
 */
public final class ApiKeyPlace {

	/** As templates name it. */
	public static final String NAME = "api_key";

	/** What stands there until the call is signed, and in all that is shown. */
	static final String SHOWN = "***";

	private ApiKeyPlace() {
	}

}
