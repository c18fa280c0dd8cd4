/**
 * Keeps tenants' secrets: in Vault or in the local encrypted store, each confined to its
 * tenant.
 */
@ApplicationModule(allowedDependencies = { "deadline", "change", "tenant", "tls", "trace", "problem" })
@NullMarked
package io.connectorservice.secret;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
