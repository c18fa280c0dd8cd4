/**
 * Environment variables, and readable error messages for invalid settings.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.connectorservice.settings;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
