package io.connectorservice.catalog;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The folder of an operator's own catalog entries.
 *
 * @param folder CATALOG_DIR: a folder of YAML files with catalog entries; they are added
 * to the bundled ones, or replace those of the same name
 */
@ConfigurationProperties("connector.catalog")
record CatalogSettings(@Nullable Path folder) {
}
