package io.connectorservice.oauth;

import java.time.Instant;

import io.connectorservice.oauth.endpoint.TokenResponse;
import io.connectorservice.oauth.storage.StoredTokens;

/**
 * What a token endpoint granted to one who renews, and what it was asked with.
 *
 * @param lease under which it came
 * @param asked the tokens that it was asked with
 * @param now the database's clock before it was asked
 */
record RefreshGrant(TokenContext connection, Lease lease, StoredTokens asked, TokenResponse answer, Instant now) {
}
