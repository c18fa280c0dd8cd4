/**
 * Turns a stored OpenAPI description into operations and the schemas of their payloads.
 */
@ApplicationModule(allowedDependencies = { "json", "json::schema", "problem" })
@NullMarked
package io.connectorservice.apispec;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
