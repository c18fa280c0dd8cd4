/**
 * Parses, checks and encodes the URLs that are called.
 */
@NamedInterface("url")
@NullMarked
package io.connectorservice.outbound.url;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
