/**
 * The content of a catalog entry.
 */
@NamedInterface("entry")
@NullMarked
package io.connectorservice.catalog.entry;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
