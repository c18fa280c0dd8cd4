package io.connectorservice.catalog;

import io.connectorservice.settings.InvalidSettingException;

/**
 * Says what is wrong with a file of the catalog, so that the start stops with the place
 * and the reason.
 */
final class InvalidCatalogEntryException {

	private InvalidCatalogEntryException() {
	}

	static InvalidSettingException createException(String file, int line, String reason) {
		return new InvalidSettingException("The catalog's " + file + ", line " + line + ": " + reason);
	}

}
