/**
 * OAuth 2 tokens: obtained, kept, refreshed once for all; and the flow that begins a
 * connection.
 */
@ApplicationModule(allowedDependencies = { "deadline", "shutdown", "catalog", "change", "security", "event", "webhook",
		"outbound", "secret", "tenant", "json", "trace", "problem" })
@NullMarked
package io.connectorservice.oauth;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
