/**
 * Stores tenants' secrets in Vault or in the local encrypted store, and confines each
 * secret to its tenant.
 */
@ApplicationModule(
		allowedDependencies = { "digest", "invalidation", "problem", "settings", "tenant", "time", "tls", "trace" })
@NullMarked
package io.connectorservice.secret;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
