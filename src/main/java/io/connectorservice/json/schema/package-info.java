/**
 * Validates JSON against a schema, with limited effort.
 */
@NamedInterface("schema")
@NullMarked
package io.connectorservice.json.schema;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
