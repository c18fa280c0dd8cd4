/**
 * Services that are known: where they are, how calls are signed, tested, paged and
 * limited, and what can be done with them; one YAML file each.
 */
@ApplicationModule(allowedDependencies = { "digest", "json", "json::schema", "paging", "problem", "security", "settings" })
@NullMarked
package io.connectorservice.catalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
