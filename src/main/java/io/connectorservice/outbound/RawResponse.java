package io.connectorservice.outbound;

import io.connectorservice.outbound.body.BoundedBody;

import org.springframework.http.HttpHeaders;

/**
 * A response as it came: nothing dropped, decoded or masked yet.
 */
record RawResponse(int status, HttpHeaders headers, BoundedBody body) {
}
