package io.connectorservice.outbound;

import io.connectorservice.outbound.body.BoundedBody;

import org.springframework.http.HttpHeaders;

/**
 * A response as received: nothing is filtered, decoded or masked yet.
 */
record RawResponse(int status, HttpHeaders headers, BoundedBody body) {
}
