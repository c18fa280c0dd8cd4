/**
 * Records connectors' events and keeps them for a limited time, so that callers can list
 * them.
 */
@ApplicationModule(allowedDependencies = { "database", "problem", "tenant", "trace" })
@NullMarked
package io.connectorservice.event;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
