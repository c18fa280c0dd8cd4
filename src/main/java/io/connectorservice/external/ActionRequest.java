package io.connectorservice.external;

import tools.jackson.databind.JsonNode;

/**
 * What to do.
 *
 * @param actionName the action, by its operationId
 * @param payload what the action takes
 */
public record ActionRequest(String actionName, JsonNode payload) {
}
