/**
 * Tests, reads and actions through a connector, and their records in metrics, log and
 * database.
 */
@NullMarked
package io.connectorservice.connector.operation;

import org.jspecify.annotations.NullMarked;
