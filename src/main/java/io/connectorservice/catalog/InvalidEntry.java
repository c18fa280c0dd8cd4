package io.connectorservice.catalog;

import io.connectorservice.problem.InvalidSettingException;

/**
 * Says what is wrong with a file of the catalog, so that the start stops with the place
 * and the reason.
 */
final class InvalidEntry {

	private InvalidEntry() {
	}

	static InvalidSettingException in(String file, int line, String reason) {
		return new InvalidSettingException("The catalog's " + file + ", line " + line + ": " + reason);
	}

}
