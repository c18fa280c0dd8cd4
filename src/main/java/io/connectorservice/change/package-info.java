/**
 * What changed, told to every replica at once, and caches that listen.
 */
@ApplicationModule(allowedDependencies = { "tenant", "problem" })
@NullMarked
package io.connectorservice.change;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
