package io.connectorservice.catalog;

import io.connectorservice.settings.InvalidSettingException;

/**
 * An invalid catalog file, which stops the start; the message names line and reason.
 */
final class InvalidCatalogEntryException extends InvalidSettingException {

	private static final long serialVersionUID = 1L;

	InvalidCatalogEntryException(String file, int line, String reason) {
		super("The catalog's " + file + ", line " + line + ": " + reason);
	}

}
