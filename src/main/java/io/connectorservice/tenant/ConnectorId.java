package io.connectorservice.tenant;

import java.util.UUID;

/**
 * Identifies a connector.
 */
public record ConnectorId(UUID value) {

	@Override
	public String toString() {
		return this.value.toString();
	}

}
