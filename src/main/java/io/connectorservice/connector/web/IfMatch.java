package io.connectorservice.connector.web;

import java.util.Collections;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;

/**
 * The If-Match condition of a request (RFC 9110, 13.1.1). Weak tags never match.
 */
record IfMatch(List<ETag> tags) {

	static IfMatch fromRequest(HttpServletRequest request) {
		List<String> values = Collections.list(request.getHeaders(HttpHeaders.IF_MATCH));
		return new IfMatch(ETag.parse(values.isEmpty() ? "*" : String.join(",", values)));
	}

	boolean permits(String etag) {
		ETag current = ETag.create(etag);
		return this.tags.stream().anyMatch((tag) -> tag.isWildcard() || tag.compare(current, true));
	}

}
