/**
 * Stores requests by the idempotency keys that callers send, so that a repeated request
 * is not executed again.
 */
@ApplicationModule(allowedDependencies = { "database", "digest", "json", "problem", "tenant" })
@NullMarked
package io.connectorservice.idempotency;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
