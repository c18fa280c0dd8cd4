/**
 * The deadline of a request, and whether its caller is still connected.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.connectorservice.time;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
