package io.connectorservice.tenant;

import java.util.Optional;
import java.util.UUID;

/**
 * The id of a tenant, which is the id of its row in {@code tenants}.
 */
public record TenantId(UUID value) {

	public static Optional<TenantId> parse(String text) {
		return CanonicalUuid.parse(text).map(TenantId::new);
	}

	@Override
	public String toString() {
		return this.value.toString();
	}

}
