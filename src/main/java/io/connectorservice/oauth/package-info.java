/**
 * OAuth 2 tokens: obtained, kept, refreshed once for all; and the flow that begins a
 * connection.
 */
@ApplicationModule(allowedDependencies = { "catalog", "database", "digest", "event", "invalidation", "json", "json::schema", "outbound", "outbound::masking", "outbound::url", "problem", "secret", "security", "settings", "shutdown", "tenant", "time", "trace", "webhook" })
@NullMarked
package io.connectorservice.oauth;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
