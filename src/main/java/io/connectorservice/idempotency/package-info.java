/**
 * Remembers what callers asked for under a key of theirs, so that asking again does not
 * do it again.
 */
@ApplicationModule(allowedDependencies = { "tenant", "json", "problem" })
@NullMarked
package io.connectorservice.idempotency;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
