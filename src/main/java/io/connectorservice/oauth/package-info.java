/**
 * Obtains, caches and refreshes OAuth 2 tokens; each connector's tokens are refreshed by
 * one process at a time.
 */
@ApplicationModule(allowedDependencies = { "catalog", "database", "digest", "event", "invalidation", "json", "outbound",
		"outbound::masking", "outbound::url", "paging", "problem", "secret", "security", "settings", "shutdown",
		"tenant", "time", "trace", "web", "webhook" })
@NullMarked
package io.connectorservice.oauth;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
