/**
 * Ends connections of clients that send their request too slowly.
 */
@NullMarked
package io.connectorservice.security.slowclient;

import org.jspecify.annotations.NullMarked;
