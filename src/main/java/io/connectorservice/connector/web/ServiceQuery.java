package io.connectorservice.connector.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;

import io.connectorservice.apispec.binding.NameValue;
import io.connectorservice.external.DataRequest;
import jakarta.servlet.http.HttpServletRequest;

/**
 * The query parameters of a data request that are passed on to the service, in the
 * caller's order.
 */
record ServiceQuery(List<NameValue> parameters) {

	static final String RESOURCE_PATH = "resource_path";

	static final String PAGE_ALL = "page_all";

	private static final Set<String> OWN_PARAMETERS = Set.of(RESOURCE_PATH, PAGE_ALL);

	static ServiceQuery fromRequest(HttpServletRequest request) {
		// the parameter map loses the order of interleaved names, so it is not used as
		// the query, but the firewall checks names and values only when the map is read
		request.getParameterMap();
		return new ServiceQuery(NameValue.parseQuery(Objects.requireNonNullElse(request.getQueryString(), ""))
			.stream()
			.filter((parameter) -> !OWN_PARAMETERS.contains(parameter.name()))
			.toList());
	}

	/**
	 * Formats the next page's request as a query string that callers append to
	 * {@code data?}.
	 */
	static String formatNextQuery(DataRequest next) {
		StringJoiner query = new StringJoiner("&");
		query.add(encodePair(RESOURCE_PATH, next.resourcePath()));
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
