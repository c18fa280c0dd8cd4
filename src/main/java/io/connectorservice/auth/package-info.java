/**
 * Signs outbound calls; each signing strategy is one bean.
 */
@ApplicationModule(allowedDependencies = { "catalog", "digest", "json::schema", "oauth", "oauth::endpoint", "outbound",
		"outbound::url", "problem", "secret", "tenant" })
@NullMarked
package io.connectorservice.auth;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
