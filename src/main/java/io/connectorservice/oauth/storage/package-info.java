/**
 * Stores tokens in the secret store, and the state of their refresh in the database.
 */
@NamedInterface("storage")
@NullMarked
package io.connectorservice.oauth.storage;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
