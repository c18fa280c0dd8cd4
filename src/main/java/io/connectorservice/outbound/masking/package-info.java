/**
 * Replaces secrets, in every encoding they may appear in, by {@code ***}.
 */
@NamedInterface("masking")
@NullMarked
package io.connectorservice.outbound.masking;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
