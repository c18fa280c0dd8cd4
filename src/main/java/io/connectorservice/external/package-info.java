/**
 * Third-party services as the rest of the code sees them: tested, read from, acted on.
 */
@ApplicationModule(allowedDependencies = { "deadline", "catalog", "auth", "apispec", "outbound", "secret", "tenant",
		"json", "problem" })
@NullMarked
package io.connectorservice.external;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
