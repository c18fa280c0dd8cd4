/**
 * Reads JSON and YAML strictly, within a memory budget, and reports where a fault is.
 */
@ApplicationModule(allowedDependencies = { "problem" })
@NullMarked
package io.connectorservice.json;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
