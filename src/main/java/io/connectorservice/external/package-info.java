/**
 * Third-party services as the rest of the code sees them: test a connection, read data,
 * perform an action.
 */
@ApplicationModule(allowedDependencies = { "apispec", "apispec::binding", "auth", "catalog", "catalog::entry", "json",
		"outbound", "outbound::url", "problem", "secret", "tenant", "time" })
@NullMarked
package io.connectorservice.external;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
