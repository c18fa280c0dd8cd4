package io.connectorservice.connector.web;

import java.util.Collections;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;

/**
 * The If-Match condition of a request (RFC 9110, 13.1.1). Weak tags never match.
 */
record IfMatch(List<ETag> tags) {

	static @Nullable IfMatch fromRequest(HttpServletRequest request) {
		List<String> values = Collections.list(request.getHeaders(HttpHeaders.IF_MATCH));
		return values.isEmpty() ? null : new IfMatch(ETag.parse(String.join(",", values)));
	}

	boolean permits(String etag) {
		ETag current = ETag.create(etag);
		return this.tags.stream().anyMatch((tag) -> tag.isWildcard() || tag.compare(current, true));
	}

}
