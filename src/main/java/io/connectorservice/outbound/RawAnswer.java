package io.connectorservice.outbound;

import org.springframework.http.HttpHeaders;

/**
 * A response as it came: nothing dropped, decoded or masked yet.
 */
record RawAnswer(int status, HttpHeaders headers, BodyBytes body) {
}
