package io.connectorservice.external;

import tools.jackson.databind.JsonNode;

/**
 * An action to perform.
 *
 * @param actionName the action, by its operationId
 * @param payload the action's arguments, by the names that the API description gives them
 */
public record ActionRequest(String actionName, JsonNode payload) {
}
