/**
 * Local mode: an embedded Postgres and a development token, so that one command runs
 * everything.
 */
@ApplicationModule(allowedDependencies = { "tenant", "security", "secret", "problem" })
@NullMarked
package io.connectorservice.local;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
