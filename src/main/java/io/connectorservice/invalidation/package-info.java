/**
 * Cache invalidation across replicas by LISTEN/NOTIFY.
 */
@ApplicationModule(allowedDependencies = { "database", "problem", "tenant" })
@NullMarked
package io.connectorservice.invalidation;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
