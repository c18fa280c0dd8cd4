package io.connectorservice.external;

/**
 * The result of a connection test.
 *
 * @param success whether the service accepted the credentials
 * @param statusCode the service's HTTP status
 * @param message an explanation for people
 */
public record ProbeResult(boolean success, int statusCode, String message) {
}
