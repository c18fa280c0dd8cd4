package io.connectorservice.external;

/**
 * What a test of a connection found.
 *
 * @param success whether the service took the credentials
 * @param statusCode the service's answer
 * @param message for people
 */
public record ProbeResult(boolean success, int statusCode, String message) {
}
