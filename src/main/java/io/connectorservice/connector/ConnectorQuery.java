package io.connectorservice.connector;

import org.jspecify.annotations.Nullable;

/**
 * Which connectors a list shows.
 */
public record ConnectorQuery(@Nullable String serviceName, @Nullable Boolean active, int offset, int limit) {
}
