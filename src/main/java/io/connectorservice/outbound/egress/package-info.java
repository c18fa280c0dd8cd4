/**
 * Decides which addresses may be dialled, at the moment they are dialled.
 */
@NamedInterface("egress")
@NullMarked
package io.connectorservice.outbound.egress;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
