/**
 * A tenant's connectors: kept, tested, read from, acted on.
 */
@ApplicationModule(allowedDependencies = { "change", "catalog", "listing", "oauth", "event", "webhook", "idempotency",
		"external", "deadline", "security", "auth", "apispec", "secret", "tenant", "json", "trace", "problem" })
@NullMarked
package io.connectorservice.connector;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
