package io.connectorservice.oauth;

import java.util.UUID;

import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * An authorization that was begun.
 *
 * @param connectorVersion the configuration that it was begun with; endpoints that were
 * changed since are not trusted with its code
 * @param returnUrl where the browser goes in the end
 * @param begunBy who began it
 * @param expired whether it took too long
 */
record PendingAuthorization(TenantId tenant, UUID connectorId, long connectorVersion, String sealedVerifier,
		@Nullable String returnUrl, @Nullable String begunBy, boolean expired) {
}
