/**
 * Decides which addresses may be called, at the moment of connecting.
 */
@NamedInterface("egress")
@NullMarked
package io.connectorservice.outbound.egress;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
