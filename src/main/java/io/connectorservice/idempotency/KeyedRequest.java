package io.connectorservice.idempotency;

import java.util.UUID;

import io.connectorservice.tenant.TenantId;

/**
 * What a caller asks for under a key.
 *
 * @param key the caller's; one tenant's keys for one connector are apart from all others
 * @param fingerprint tells what is asked for; see {@link Fingerprint}
 * @param repeatable whether doing it twice does no more than doing it once
 */
public record KeyedRequest(TenantId tenant, UUID connector, String key, String fingerprint, boolean repeatable) {
}
