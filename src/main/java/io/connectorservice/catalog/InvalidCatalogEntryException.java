package io.connectorservice.catalog;

import io.connectorservice.settings.InvalidSettingException;

/**
 * Creates the exception that stops the start because of an invalid catalog file, with the
 * line and the reason.
 */
final class InvalidCatalogEntryException {

	private InvalidCatalogEntryException() {
	}

	static InvalidSettingException createException(String file, int line, String reason) {
		return new InvalidSettingException("The catalog's " + file + ", line " + line + ": " + reason);
	}

}
