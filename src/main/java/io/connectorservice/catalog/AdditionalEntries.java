package io.connectorservice.catalog;

import java.util.Map;

/**
 * Services that another part of the application adds to the catalog; an operator's own
 * entry of the same name takes their place.
 */
@FunctionalInterface
public interface AdditionalEntries {

	/** YAML files by the services' names. */
	Map<String, byte[]> loadFiles();

}
