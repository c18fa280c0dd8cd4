/**
 * Whom encrypted connections trust besides, or in place of, the authorities that Java
 * knows.
 */
@ApplicationModule(allowedDependencies = { "settings" })
@NullMarked
package io.connectorservice.tls;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
