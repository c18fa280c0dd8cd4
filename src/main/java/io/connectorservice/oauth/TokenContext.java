package io.connectorservice.oauth;

import io.connectorservice.oauth.storage.TokenLocation;
import io.connectorservice.tenant.ConnectorRef;

/**
 * A connector whose calls are signed with tokens, and what is needed to get them.
 *
 * @param place where its tokens are stored
 * @param source requests new tokens
 */
public record TokenContext(ConnectorRef connector, TokenLocation place, TokenSource source) {
}
