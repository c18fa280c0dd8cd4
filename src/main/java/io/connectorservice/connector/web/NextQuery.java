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

	static String of(DataRequest next) {
		StringJoiner query = new StringJoiner("&");
		query.add(pair("resource_path", next.resourcePath()));
		next.query().forEach((parameter) -> query.add(pair(parameter.name(), parameter.value())));
		return query.toString();
	}

	private static String pair(String name, String value) {
		return encoded(name) + "=" + encoded(value);
	}

	private static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}
