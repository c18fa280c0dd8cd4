/**
 * Where tokens, and the state of their refresh, are stored.
 */
@NamedInterface("storage")
@NullMarked
package io.connectorservice.oauth.storage;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
