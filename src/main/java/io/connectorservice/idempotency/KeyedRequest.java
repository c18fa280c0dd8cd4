package io.connectorservice.idempotency;

import java.util.UUID;

import io.connectorservice.tenant.TenantId;

/**
 * A request that a caller sent with an idempotency key.
 *
 * @param key the caller's key; keys are separate for each tenant and connector
 * @param fingerprint identifies the content of the request
 * @param repeatable whether executing the request twice has the same effect as once
 */
public record KeyedRequest(TenantId tenant, UUID connector, String key, Fingerprint fingerprint, boolean repeatable) {
}
