package io.connectorservice.catalog;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where an operator keeps services of their own.
 *
 * @param folder CATALOG_DIR: a folder of YAML files that add to the catalog, or take the
 * place of an entry of the same name
 */
@ConfigurationProperties("connector.catalog")
record CatalogSettings(@Nullable Path folder) {
}
