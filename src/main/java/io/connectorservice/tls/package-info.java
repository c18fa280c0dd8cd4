/**
 * Certificate authorities that TLS connections trust in addition to Java's own, or
 * instead of them.
 */
@ApplicationModule(allowedDependencies = { "settings" })
@NullMarked
package io.connectorservice.tls;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
