/**
 * Tests, reads and actions through a connector: their records in metrics, log and
 * database, and reading all pages.
 */
@NullMarked
package io.connectorservice.connector.operation;

import org.jspecify.annotations.NullMarked;
