/**
 * Health and readiness for load balancers and operators.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.connectorservice.health;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
