/**
 * Whose data a piece of work may touch, and the database transactions that enforce it.
 */
@ApplicationModule(allowedDependencies = { "tls", "trace", "problem" })
@NullMarked
package io.connectorservice.tenant;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
