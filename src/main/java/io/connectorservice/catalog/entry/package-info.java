/**
 * What one catalog entry says of a service.
 */
@NamedInterface("entry")
@NullMarked
package io.connectorservice.catalog.entry;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
