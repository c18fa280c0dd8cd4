/**
 * Transactions that run as one tenant under row-level security, migrations, and the
 * availability of the database.
 */
@ApplicationModule(allowedDependencies = { "problem", "settings", "tenant", "tls", "trace" })
@NullMarked
package io.connectorservice.database;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
