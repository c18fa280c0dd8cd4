/**
 * Response bodies that are read within a memory budget.
 */
@NullMarked
package io.connectorservice.outbound.body;

import org.jspecify.annotations.NullMarked;
