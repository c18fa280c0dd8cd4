/**
 * Signs outbound calls, one strategy bean per way of doing it.
 */
@ApplicationModule(allowedDependencies = { "oauth", "outbound", "secret", "tenant", "json", "problem" })
@NullMarked
package io.connectorservice.auth;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
