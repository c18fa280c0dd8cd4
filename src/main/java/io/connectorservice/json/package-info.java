/**
 * Reads JSON strictly and checks it against schemas, naming every fault by pointer.
 */
@ApplicationModule(allowedDependencies = { "problem" })
@NullMarked
package io.connectorservice.json;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
