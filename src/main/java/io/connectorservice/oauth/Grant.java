package io.connectorservice.oauth;

import java.time.Instant;

/**
 * What a token endpoint granted to one who renews, and what it was asked with.
 *
 * @param lease under which it came
 * @param asked the tokens that it was asked with
 * @param now the database's clock before it was asked
 */
record Grant(TokenConnection connection, Lease lease, StoredTokens asked, TokenAnswer answer, Instant now) {
}
