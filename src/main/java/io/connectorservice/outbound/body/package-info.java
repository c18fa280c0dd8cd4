/**
 * Response bodies that are read within a memory budget.
 */
@NamedInterface("body")
@NullMarked
package io.connectorservice.outbound.body;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
