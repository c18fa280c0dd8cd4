/**
 * Tells the operator's own system when the state of a connection changes (Standard
 * Webhooks).
 */
@ApplicationModule(allowedDependencies = { "outbound", "secret", "tenant", "trace", "json", "problem" })
@NullMarked
package io.connectorservice.webhook;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
