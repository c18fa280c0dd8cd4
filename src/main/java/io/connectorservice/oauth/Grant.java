package io.connectorservice.oauth;

import java.time.Instant;
import java.util.UUID;

/**
 * What a token endpoint granted to one who renews, and what it was asked with.
 *
 * @param owner whose lease it came under
 * @param asked the tokens that it was asked with
 * @param now the database's clock before it was asked
 */
record Grant(TokenConnection connection, UUID owner, StoredTokens asked, TokenAnswer answer, Instant now) {
}
