package io.connectorservice.connector.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

import io.connectorservice.external.DataRequest;

/**
 * Writes what to ask for next as a query string, to be put behind {@code data?} as it is.
 */
final class NextQuery {

	private NextQuery() {
	}

	static String buildQuery(DataRequest next) {
		StringJoiner query = new StringJoiner("&");
		query.add(encodePair("resource_path", next.resourcePath()));
		next.query().forEach((parameter) -> query.add(encodePair(parameter.name(), parameter.value())));
		return query.toString();
	}

	private static String encodePair(String name, String value) {
		return encode(name) + "=" + encode(value);
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}
