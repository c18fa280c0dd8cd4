/**
 * The ids of tenants and connectors.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.connectorservice.tenant;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
