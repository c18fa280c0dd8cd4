/**
 * Who calls: verifies the token and names the caller's tenant.
 */
@ApplicationModule(allowedDependencies = { "tenant", "problem" })
@NullMarked
package io.connectorservice.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
