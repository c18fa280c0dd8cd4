/**
 * Environment variables, and readable errors for settings that are wrong.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.connectorservice.settings;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
