package io.connectorservice.catalog;

import java.util.Map;

/**
 * Adds services from another part of the application to the catalog; an operator's entry
 * of the same name takes precedence.
 */
@FunctionalInterface
public interface AdditionalEntries {

	/** Loads YAML files by service name. */
	Map<String, byte[]> loadFiles();

}
