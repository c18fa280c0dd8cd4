/**
 * One error model for every answer that is not a success (RFC 9457).
 */
@ApplicationModule(allowedDependencies = { "trace" })
@NullMarked
package io.connectorservice.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
