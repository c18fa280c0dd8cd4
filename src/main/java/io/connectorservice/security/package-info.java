/**
 * Authenticates callers: verifies the token, determines the caller's tenant, and limits
 * how much of the service a caller may use.
 */
@ApplicationModule(allowedDependencies = { "digest", "outbound", "outbound::url", "problem", "settings", "tenant",
		"time", "trace" })
@NullMarked
package io.connectorservice.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
