/**
 * The catalog of known services: their addresses and how calls are signed, tested, paged
 * and rate-limited, and their actions; one YAML file each.
 */
@ApplicationModule(allowedDependencies = { "digest", "json", "json::schema", "paging", "problem", "settings" })
@NullMarked
package io.connectorservice.catalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
