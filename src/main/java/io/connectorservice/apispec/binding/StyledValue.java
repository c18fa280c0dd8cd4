package io.connectorservice.apispec.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

/**
 * A parameter with its value, which is written in OpenAPI's styles (RFC 6570).
 */
record StyledValue(Parameter parameter, JsonNode value) {

	/** Formats a path parameter percent-encoded; separators are not encoded. */
	String formatPath() {
		if (this.parameter.mediaType() != null) {
			return UriTemplateEncoding.encodeValue(formatContent(this.parameter.mediaType()));
		}
		return switch (this.parameter.style()) {
			case LABEL -> "." + joinValues(this.parameter.explode(), this.parameter.explode() ? "." : ",",
					UriTemplateEncoding::encodeValue);
			case MATRIX -> formatMatrix();
			default -> joinValues(this.parameter.explode(), ",", UriTemplateEncoding::encodeValue);
		};
	}

	/** Formats a header's value. */
	String formatHeader() {
		return (this.parameter.mediaType() != null) ? formatContent(this.parameter.mediaType())
				: joinValues(this.parameter.explode(), ",", UnaryOperator.identity());
	}

	/** Formats a query parameter or a form field as name-value pairs. */
	List<NameValue> formatQuery() {
		String name = this.parameter.name();
		if (this.parameter.mediaType() != null) {
			return List.of(new NameValue(name, formatContent(this.parameter.mediaType())));
		}
		if (this.value.isNull()) {
			return List.of();
		}
		if (!this.value.isContainer()) {
			return List.of(new NameValue(name, formatText(this.value)));
		}
		return switch (this.parameter.style()) {
			case DEEP_OBJECT -> formatDeepObject(name, this.value);
			case SPACE_DELIMITED -> formatDelimited(" ");
			case PIPE_DELIMITED -> formatDelimited("|");
			default -> formatDelimited(",");
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

	private String formatContent(String mediaType) {
		return (BodyFormat.of(mediaType) == BodyFormat.JSON) ? this.value.toString() : formatText(this.value);
	}

	private String formatMatrix() {
		String name = UriTemplateEncoding.encodeValue(this.parameter.name());
		if (this.parameter.explode() && this.value.isObject()) {
			return listFields(this.value).map((field) -> ";" + formatPair(field, UriTemplateEncoding::encodeValue))
				.collect(Collectors.joining());
		}
		if (this.parameter.explode() && this.value.isArray()) {
			return this.value.valueStream()
				.map((item) -> ";" + name + "=" + UriTemplateEncoding.encodeValue(formatText(item)))
				.collect(Collectors.joining());
		}
		return ";" + name + "=" + joinValues(false, ",", UriTemplateEncoding::encodeValue);
	}

	private String joinValues(boolean explode, String separator, UnaryOperator<String> encode) {
		if (this.value.isArray()) {
			return this.value.valueStream()
				.map((item) -> encode.apply(formatText(item)))
				.collect(Collectors.joining(separator));
		}
		if (this.value.isObject() && explode) {
			return listFields(this.value).map((field) -> formatPair(field, encode))
				.collect(Collectors.joining(separator));
		}
		if (this.value.isObject()) {
			return listFields(this.value).flatMap((field) -> Stream.of(field.name(), field.value()))
				.map(encode)
				.collect(Collectors.joining(separator));
		}
		return encode.apply(formatText(this.value));
	}

	private static String formatPair(NameValue field, UnaryOperator<String> encode) {
		return encode.apply(field.name()) + "=" + encode.apply(field.value());
	}

	private static Stream<NameValue> listFields(JsonNode object) {
		return object.properties().stream().map((entry) -> new NameValue(entry.getKey(), formatText(entry.getValue())));
	}

	private List<NameValue> formatDelimited(String separator) {
		if (this.parameter.explode() && this.value.isArray()) {
			return this.value.valueStream()
				.map((item) -> new NameValue(this.parameter.name(), formatText(item)))
				.toList();
		}
		if (this.parameter.explode()) {
			return listFields(this.value).toList();
		}
		return List.of(new NameValue(this.parameter.name(), joinValues(false, separator, UnaryOperator.identity())));
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
