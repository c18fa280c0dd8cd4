package io.connectorservice.tenant;

import java.util.Optional;
import java.util.UUID;

/**
 * The id of a connector, which is the id of its row in {@code connectors}.
 */
public record ConnectorId(UUID value) {

	public static Optional<ConnectorId> parse(String text) {
		return CanonicalUuid.parse(text).map(ConnectorId::new);
	}

	@Override
	public String toString() {
		return this.value.toString();
	}

}
