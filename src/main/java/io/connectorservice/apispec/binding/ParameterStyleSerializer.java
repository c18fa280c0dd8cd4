package io.connectorservice.apispec.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

/**
 * Writes parameter values in OpenAPI's styles, which are those of RFC 6570.
 */
final class ParameterStyleSerializer {

	private ParameterStyleSerializer() {
	}

	/** Formats a path parameter percent-encoded; separators are not encoded. */
	static String formatPath(Parameter parameter, JsonNode value) {
		if (parameter.mediaType() != null) {
			return UriTemplateEncoding.encodeValue(formatContent(parameter.mediaType(), value));
		}
		return switch (parameter.style()) {
			case LABEL -> "." + joinValues(value, parameter.explode(), parameter.explode() ? "." : ",",
					UriTemplateEncoding::encodeValue);
			case MATRIX -> formatMatrix(parameter, value);
			default -> joinValues(value, parameter.explode(), ",", UriTemplateEncoding::encodeValue);
		};
	}

	/** Formats a header's value. */
	static String formatHeader(Parameter parameter, JsonNode value) {
		return (parameter.mediaType() != null) ? formatContent(parameter.mediaType(), value)
				: joinValues(value, parameter.explode(), ",", UnaryOperator.identity());
	}

	/** Formats a query parameter or a form field as name-value pairs. */
	static List<NameValue> formatQuery(Parameter parameter, JsonNode value) {
		String name = parameter.name();
		if (parameter.mediaType() != null) {
			return List.of(new NameValue(name, formatContent(parameter.mediaType(), value)));
		}
		if (value.isNull()) {
			return List.of();
		}
		if (!value.isContainer()) {
			return List.of(new NameValue(name, formatText(value)));
		}
		return switch (parameter.style()) {
			case DEEP_OBJECT -> formatDeepObject(name, value);
			case SPACE_DELIMITED -> formatDelimited(parameter, value, " ");
			case PIPE_DELIMITED -> formatDelimited(parameter, value, "|");
			default -> formatDelimited(parameter, value, ",");
		};
	}

	/**
	 * Formats a value as text: a string unchanged, a number without exponent, anything
	 * else as JSON.
	 */
	static String formatText(JsonNode value) {
		if (value.isString()) {
			return value.asString();
		}
		if (value.isNumber()) {
			return value.decimalValue().toPlainString();
		}
		return value.isNull() ? "" : value.toString();
	}

	private static String formatContent(String mediaType, JsonNode value) {
		return (BodyFormat.of(mediaType) == BodyFormat.JSON) ? value.toString() : formatText(value);
	}

	private static String formatMatrix(Parameter parameter, JsonNode value) {
		String name = UriTemplateEncoding.encodeValue(parameter.name());
		if (parameter.explode() && value.isObject()) {
			return listFields(value).map((field) -> ";" + formatPair(field, UriTemplateEncoding::encodeValue))
				.collect(Collectors.joining());
		}
		if (parameter.explode() && value.isArray()) {
			return value.valueStream()
				.map((item) -> ";" + name + "=" + UriTemplateEncoding.encodeValue(formatText(item)))
				.collect(Collectors.joining());
		}
		return ";" + name + "=" + joinValues(value, false, ",", UriTemplateEncoding::encodeValue);
	}

	private static String joinValues(JsonNode value, boolean explode, String separator, UnaryOperator<String> encode) {
		if (value.isArray()) {
			return value.valueStream()
				.map((item) -> encode.apply(formatText(item)))
				.collect(Collectors.joining(separator));
		}
		if (value.isObject() && explode) {
			return listFields(value).map((field) -> formatPair(field, encode)).collect(Collectors.joining(separator));
		}
		if (value.isObject()) {
			return listFields(value).flatMap((field) -> Stream.of(field.name(), field.value()))
				.map(encode)
				.collect(Collectors.joining(separator));
		}
		return encode.apply(formatText(value));
	}

	private static String formatPair(NameValue field, UnaryOperator<String> encode) {
		return encode.apply(field.name()) + "=" + encode.apply(field.value());
	}

	private static Stream<NameValue> listFields(JsonNode object) {
		return object.properties().stream().map((entry) -> new NameValue(entry.getKey(), formatText(entry.getValue())));
	}

	private static List<NameValue> formatDelimited(Parameter parameter, JsonNode value, String separator) {
		if (parameter.explode() && value.isArray()) {
			return value.valueStream().map((item) -> new NameValue(parameter.name(), formatText(item))).toList();
		}
		if (parameter.explode()) {
			return listFields(value).toList();
		}
		return List.of(new NameValue(parameter.name(), joinValues(value, false, separator, UnaryOperator.identity())));
	}

	// OpenAPI does not define deepObject beyond one level; most servers read name[a][b].
	private static List<NameValue> formatDeepObject(String name, JsonNode value) {
		List<NameValue> pairs = new ArrayList<>();
		value.properties().forEach((entry) -> addDeepValue(name + "[" + entry.getKey() + "]", entry.getValue(), pairs));
		if (value.isArray()) {
			addDeepItems(name, value, pairs);
		}
		return pairs;
	}

	// Without an index servers cannot tell where one object ends and the next begins.
	private static void addDeepItems(String name, JsonNode items, List<NameValue> pairs) {
		boolean indexed = items.valueStream().anyMatch(JsonNode::isContainer);
		int index = 0;
		for (JsonNode item : items) {
			addDeepValue(name + "[" + (indexed ? String.valueOf(index) : "") + "]", item, pairs);
			index++;
		}
	}

	private static void addDeepValue(String name, JsonNode value, List<NameValue> pairs) {
		if (value.isContainer()) {
			pairs.addAll(formatDeepObject(name, value));
		}
		else if (!value.isNull()) {
			pairs.add(new NameValue(name, formatText(value)));
		}
	}

}
