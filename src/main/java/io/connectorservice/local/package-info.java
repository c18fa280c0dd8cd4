/**
 * Local mode: an embedded Postgres, a development token and a demo service, so that a
 * single command runs everything.
 */
@ApplicationModule(allowedDependencies = { "catalog", "database", "digest", "security::token", "settings" })
@NullMarked
package io.connectorservice.local;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
