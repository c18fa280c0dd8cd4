/**
 * A tenant's connectors: create, find, list, change and delete them, and use them.
 */
@ApplicationModule(allowedDependencies = { "apispec", "apispec::binding", "auth", "catalog", "catalog::entry",
		"database", "event", "external", "external::call", "idempotency", "invalidation", "json", "json::schema",
		"oauth", "oauth::authorization", "oauth::endpoint", "oauth::storage", "paging", "problem", "secret", "security",
		"tenant", "time", "trace", "web", "webhook" })
@NullMarked
package io.connectorservice.connector;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
