package io.connectorservice.oauth.authorization;

import java.util.UUID;

import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * An authorization that was begun.
 *
 * @param id by which callers ask for it
 * @param configDigest of the configuration that it was begun with; endpoints that were
 * changed since are not trusted with its code
 * @param returnUrl where the browser goes in the end
 * @param begunBy who began it
 * @param expired whether it took too long
 */
record PendingAuthorization(UUID id, TenantId tenant, UUID connectorId, @Nullable String configDigest,
		String sealedVerifier, @Nullable String returnUrl, @Nullable String begunBy, boolean expired) {
}
