/**
 * Turns parts of a request into typed arguments of controllers: connector ids and JSON
 * bodies that were checked against a schema.
 */
@ApplicationModule(allowedDependencies = { "json", "json::schema", "problem", "tenant", "trace" })
@NullMarked
package io.connectorservice.web;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
