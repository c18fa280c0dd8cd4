/**
 * Guarded and limited HTTP calls to addresses that tenants choose.
 */
@ApplicationModule(allowedDependencies = { "json", "tenant", "time", "tls", "trace" })
@NullMarked
package io.connectorservice.outbound;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
