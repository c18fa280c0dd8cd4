package io.connectorservice.oauth;

import java.util.UUID;

import io.connectorservice.tenant.TenantId;

/**
 * A connector whose calls are signed with tokens.
 *
 * @param place where its tokens lie
 * @param source where new ones come from
 */
public record TokenConnection(TenantId tenant, UUID connectorId, TokenPlace place, TokenSource source) {
}
