/**
 * Who calls: verifies the token, names the caller's tenant, and bounds what a caller may
 * take.
 */
@ApplicationModule(allowedDependencies = { "digest", "outbound", "outbound::url", "problem", "settings", "tenant",
		"time", "trace" })
@NullMarked
package io.connectorservice.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
