/**
 * Services that are known: where they are, how calls are signed, tested, paged and
 * limited, and what can be done with them; one YAML file each.
 */
@ApplicationModule(allowedDependencies = { "listing", "security", "json", "problem" })
@NullMarked
package io.connectorservice.catalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
