/**
 * Completes this service's OpenAPI document with what the Java types cannot express.
 */
@ApplicationModule(allowedDependencies = { "event", "problem", "security", "webhook" })
@NullMarked
package io.connectorservice.openapi;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
