/**
 * Checks JSON against a schema, with bounded work.
 */
@NamedInterface("schema")
@NullMarked
package io.connectorservice.json.schema;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
