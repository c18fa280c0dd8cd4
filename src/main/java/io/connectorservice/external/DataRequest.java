package io.connectorservice.external;

import java.util.List;
import java.util.Map;

/**
 * What to read.
 *
 * @param resourcePath below the base URL
 * @param query parameters for the service, as the caller sent them
 */
public record DataRequest(String resourcePath, Map<String, List<String>> query) {
}
