/**
 * Remembers what callers asked for under a key of theirs, so that asking again does not
 * do it again.
 */
@ApplicationModule(allowedDependencies = { "database", "digest", "json", "problem", "tenant" })
@NullMarked
package io.connectorservice.idempotency;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
