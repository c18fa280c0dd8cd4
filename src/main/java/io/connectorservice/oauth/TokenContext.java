package io.connectorservice.oauth;

import java.util.UUID;

import io.connectorservice.oauth.storage.TokenLocation;
import io.connectorservice.tenant.TenantId;

/**
 * A connector whose calls are signed with tokens, and what is needed to get them.
 *
 * @param place where its tokens are stored
 * @param source requests new tokens
 */
public record TokenContext(TenantId tenant, UUID connectorId, TokenLocation place, TokenSource source) {
}
