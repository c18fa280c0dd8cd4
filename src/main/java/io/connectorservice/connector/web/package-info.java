/**
 * The REST endpoints of connectors.
 */
@NullMarked
package io.connectorservice.connector.web;

import org.jspecify.annotations.NullMarked;
