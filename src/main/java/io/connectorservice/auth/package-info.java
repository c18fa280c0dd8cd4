/**
 * Signs outbound calls, one strategy bean per way of doing it.
 */
@ApplicationModule(allowedDependencies = { "digest", "json::schema", "oauth", "oauth::endpoint", "outbound", "outbound::url", "problem", "secret", "tenant" })
@NullMarked
package io.connectorservice.auth;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
