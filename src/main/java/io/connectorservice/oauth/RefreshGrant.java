package io.connectorservice.oauth;

import java.time.Instant;

import io.connectorservice.oauth.endpoint.TokenResponse;
import io.connectorservice.oauth.storage.StoredTokens;

/**
 * A token response to a refresh, with the request's context that is needed to store it.
 *
 * @param lease the lease under which the tokens were requested
 * @param asked the stored tokens that the request was made with
 * @param answer the token response
 * @param now the database's time before the request
 */
record RefreshGrant(TokenContext connection, Lease lease, StoredTokens asked, TokenResponse answer, Instant now) {
}
