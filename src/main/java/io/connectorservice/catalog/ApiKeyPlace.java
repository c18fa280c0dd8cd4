package io.connectorservice.catalog;

/**
 * The place in a base URL that the connector's key fills, for services that take it
 * there.
 */
final class ApiKeyPlace {

	/** As templates name it. */
	static final String NAME = "api_key";

	/** What stands there until the call is signed, and in all that is shown. */
	static final String SHOWN = "***";

	private ApiKeyPlace() {
	}

}
