package io.connectorservice.apispec;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

/**
 * Writes parameter values in the styles of OpenAPI, which are those of RFC 6570.
 */
final class Styles {

	private Styles() {
	}

	/** A path parameter, percent-encoded; separators stand as they are. */
	static String path(Parameter parameter, JsonNode value) {
		if (parameter.mediaType() != null) {
			return Percent.value(content(parameter.mediaType(), value));
		}
		return switch (parameter.style()) {
			case LABEL -> "." + joined(value, parameter.explode(), parameter.explode() ? "." : ",", Percent::value);
			case MATRIX -> matrix(parameter, value);
			default -> joined(value, parameter.explode(), ",", Percent::value);
		};
	}

	/** A header's value. */
	static String header(Parameter parameter, JsonNode value) {
		return (parameter.mediaType() != null) ? content(parameter.mediaType(), value)
				: joined(value, parameter.explode(), ",", UnaryOperator.identity());
	}

	/** A query parameter, or the field of a form, as the pairs that it becomes. */
	static List<NameValue> query(Parameter parameter, JsonNode value) {
		String name = parameter.name();
		if (parameter.mediaType() != null) {
			return List.of(new NameValue(name, content(parameter.mediaType(), value)));
		}
		if (value.isNull()) {
			return List.of();
		}
		if (!value.isContainer()) {
			return List.of(new NameValue(name, text(value)));
		}
		return switch (parameter.style()) {
			case DEEP_OBJECT -> deep(name, value);
			case SPACE_DELIMITED -> delimited(parameter, value, " ");
			case PIPE_DELIMITED -> delimited(parameter, value, "|");
			default -> delimited(parameter, value, ",");
		};
	}

	/** A value as text: a string itself, a number without exponent, else its JSON. */
	static String text(JsonNode value) {
		if (value.isString()) {
			return value.asString();
		}
		if (value.isNumber()) {
			return value.decimalValue().toPlainString();
		}
		return value.isNull() ? "" : value.toString();
	}

	private static String content(String mediaType, JsonNode value) {
		return (BodyFormat.of(mediaType) == BodyFormat.JSON) ? value.toString() : text(value);
	}

	private static String matrix(Parameter parameter, JsonNode value) {
		String name = Percent.value(parameter.name());
		if (parameter.explode() && value.isObject()) {
			return fields(value).map((field) -> ";" + pair(field, Percent::value)).collect(Collectors.joining());
		}
		if (parameter.explode() && value.isArray()) {
			return value.valueStream()
				.map((item) -> ";" + name + "=" + Percent.value(text(item)))
				.collect(Collectors.joining());
		}
		return ";" + name + "=" + joined(value, false, ",", Percent::value);
	}

	private static String joined(JsonNode value, boolean explode, String separator, UnaryOperator<String> encode) {
		if (value.isArray()) {
			return value.valueStream().map((item) -> encode.apply(text(item))).collect(Collectors.joining(separator));
		}
		if (value.isObject() && explode) {
			return fields(value).map((field) -> pair(field, encode)).collect(Collectors.joining(separator));
		}
		if (value.isObject()) {
			return fields(value).flatMap((field) -> Stream.of(field.name(), field.value()))
				.map(encode)
				.collect(Collectors.joining(separator));
		}
		return encode.apply(text(value));
	}

	private static String pair(NameValue field, UnaryOperator<String> encode) {
		return encode.apply(field.name()) + "=" + encode.apply(field.value());
	}

	private static Stream<NameValue> fields(JsonNode object) {
		return object.properties().stream().map((entry) -> new NameValue(entry.getKey(), text(entry.getValue())));
	}

	private static List<NameValue> delimited(Parameter parameter, JsonNode value, String separator) {
		if (parameter.explode() && value.isArray()) {
			return value.valueStream().map((item) -> new NameValue(parameter.name(), text(item))).toList();
		}
		if (parameter.explode()) {
			return fields(value).toList();
		}
		return List.of(new NameValue(parameter.name(), joined(value, false, separator, UnaryOperator.identity())));
	}

	// what lies deeper than one level is not defined; most servers read name[a][b]
	private static List<NameValue> deep(String name, JsonNode value) {
		List<NameValue> pairs = new ArrayList<>();
		value.properties().forEach((entry) -> deepValue(name + "[" + entry.getKey() + "]", entry.getValue(), pairs));
		if (value.isArray()) {
			deepItems(name, value, pairs);
		}
		return pairs;
	}

	// without an index servers cannot tell where one object ends and the next begins
	private static void deepItems(String name, JsonNode items, List<NameValue> pairs) {
		boolean indexed = items.valueStream().anyMatch(JsonNode::isContainer);
		int index = 0;
		for (JsonNode item : items) {
			deepValue(name + "[" + (indexed ? String.valueOf(index) : "") + "]", item, pairs);
			index++;
		}
	}

	private static void deepValue(String name, JsonNode value, List<NameValue> pairs) {
		if (value.isContainer()) {
			pairs.addAll(deep(name, value));
		}
		else if (!value.isNull()) {
			pairs.add(new NameValue(name, text(value)));
		}
	}

}
