/**
 * The pipeline that one call of a service passes: every policy is one step, and the last
 * step signs.
 */
@NamedInterface("call")
@NullMarked
package io.connectorservice.external.call;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
