/**
 * Our own API description: what the Java types cannot say.
 */
@ApplicationModule(allowedDependencies = { "event", "problem", "security", "webhook" })
@NullMarked
package io.connectorservice.openapi;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
