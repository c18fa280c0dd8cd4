package io.connectorservice.tenant;

import java.util.UUID;

/**
 * Identifies a connector together with the tenant that it belongs to.
 */
public record ConnectorRef(TenantId tenant, ConnectorId id) {

	public static ConnectorRef of(TenantId tenant, UUID connector) {
		return new ConnectorRef(tenant, new ConnectorId(connector));
	}

	/** Returns the connector's id as the database stores it. */
	public UUID uuid() {
		return this.id.value();
	}

}
