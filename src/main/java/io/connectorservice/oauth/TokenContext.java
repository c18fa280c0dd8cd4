package io.connectorservice.oauth;

import java.util.UUID;

import io.connectorservice.oauth.storage.TokenLocation;
import io.connectorservice.tenant.TenantId;

/**
 * A connector whose calls are signed with tokens.
 *
 * @param place where its tokens lie
 * @param source where new ones come from
 */
public record TokenContext(TenantId tenant, UUID connectorId, TokenLocation place, TokenSource source) {
}
