/**
 * Closes connections of clients that send their requests too slowly.
 */
@NullMarked
package io.connectorservice.security.slowclient;

import org.jspecify.annotations.NullMarked;
