/**
 * The error model of all failed responses (RFC 9457).
 */
@ApplicationModule(allowedDependencies = { "trace" })
@NullMarked
package io.connectorservice.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
