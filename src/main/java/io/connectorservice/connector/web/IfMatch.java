package io.connectorservice.connector.web;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The If-Match condition of a change (RFC 9110, 13.1.1). Weak tags never match.
 */
record IfMatch(@Nullable String header) {

	boolean permits(String etag) {
		return this.header == null || "*".equals(this.header.strip())
				|| Arrays.stream(this.header.split(",")).anyMatch((tag) -> tag.strip().equals(etag));
	}

}
