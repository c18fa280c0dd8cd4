package io.connectorservice.connector;

import org.jspecify.annotations.Nullable;

/**
 * Filter and page of a list of connectors.
 */
public record ConnectorQuery(@Nullable String serviceName, @Nullable Boolean active, int offset, int limit) {
}
