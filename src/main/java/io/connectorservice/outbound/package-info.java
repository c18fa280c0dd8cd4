/**
 * The only way out: guarded, bounded calls to addresses that tenants choose.
 */
@ApplicationModule(allowedDependencies = { "deadline", "tenant", "json", "tls", "trace", "problem" })
@NullMarked
package io.connectorservice.outbound;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
