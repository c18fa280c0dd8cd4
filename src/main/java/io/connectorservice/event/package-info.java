/**
 * What happened with a connector, kept for a while: for the list that callers read.
 */
@ApplicationModule(allowedDependencies = { "database", "problem", "tenant", "trace" })
@NullMarked
package io.connectorservice.event;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
