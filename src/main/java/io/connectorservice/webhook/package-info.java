/**
 * Notifies the operator's own system when the state of a connection changes (Standard
 * Webhooks).
 */
@ApplicationModule(allowedDependencies = { "database", "json", "outbound", "outbound::url", "problem", "secret",
		"settings", "tenant", "trace" })
@NullMarked
package io.connectorservice.webhook;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
