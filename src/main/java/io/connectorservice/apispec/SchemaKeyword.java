package io.connectorservice.apispec;

import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/**
 * A schema keyword that is copied, with the shape that its value must have; other
 * keywords are dropped.
 */
// The predicates have no mutable state, but Error Prone cannot see that from their type.
@SuppressWarnings("ImmutableEnumChecker")
enum SchemaKeyword {

	TYPE("type", Kind.VALUE, (value) -> value.isString() || value.isArray()),
	ENUM("enum", Kind.VALUE, JsonNode::isArray), CONST("const", Kind.VALUE, (_) -> true),
	TITLE("title", Kind.VALUE, JsonNode::isString), DESCRIPTION("description", Kind.VALUE, JsonNode::isString),
	DEFAULT("default", Kind.VALUE, (_) -> true), EXAMPLES("examples", Kind.VALUE, JsonNode::isArray),
	DEPRECATED("deprecated", Kind.VALUE, JsonNode::isBoolean), FORMAT("format", Kind.VALUE, JsonNode::isString),
	READ_ONLY("readOnly", Kind.VALUE, JsonNode::isBoolean), PATTERN("pattern", Kind.VALUE, JsonNode::isString),
	CONTENT_ENCODING("contentEncoding", Kind.VALUE, JsonNode::isString),
	CONTENT_MEDIA_TYPE("contentMediaType", Kind.VALUE, JsonNode::isString),
	REQUIRED("required", Kind.VALUE, JsonNode::isArray),
	DEPENDENT_REQUIRED("dependentRequired", Kind.VALUE, JsonNode::isObject),
	MIN_LENGTH("minLength", Kind.VALUE, JsonNode::isIntegralNumber),
	MAX_LENGTH("maxLength", Kind.VALUE, JsonNode::isIntegralNumber),
	MIN_ITEMS("minItems", Kind.VALUE, JsonNode::isIntegralNumber),
	MAX_ITEMS("maxItems", Kind.VALUE, JsonNode::isIntegralNumber),
	MIN_PROPERTIES("minProperties", Kind.VALUE, JsonNode::isIntegralNumber),
	MAX_PROPERTIES("maxProperties", Kind.VALUE, JsonNode::isIntegralNumber),
	MIN_CONTAINS("minContains", Kind.VALUE, JsonNode::isIntegralNumber),
	MAX_CONTAINS("maxContains", Kind.VALUE, JsonNode::isIntegralNumber),
	UNIQUE_ITEMS("uniqueItems", Kind.VALUE, JsonNode::isBoolean), MINIMUM("minimum", Kind.VALUE, JsonNode::isNumber),
	MAXIMUM("maximum", Kind.VALUE, JsonNode::isNumber),
	EXCLUSIVE_MINIMUM("exclusiveMinimum", Kind.VALUE, JsonNode::isNumber),
	EXCLUSIVE_MAXIMUM("exclusiveMaximum", Kind.VALUE, JsonNode::isNumber),
	MULTIPLE_OF("multipleOf", Kind.VALUE, (value) -> value.isNumber() && value.decimalValue().signum() > 0),
	PROPERTIES("properties", Kind.SCHEMAS_BY_NAME, JsonNode::isObject),
	PATTERN_PROPERTIES("patternProperties", Kind.SCHEMAS_BY_NAME, JsonNode::isObject),
	DEPENDENT_SCHEMAS("dependentSchemas", Kind.SCHEMAS_BY_NAME, JsonNode::isObject),
	ALL_OF("allOf", Kind.SCHEMAS, SchemaKeyword::isFilledArray),
	ANY_OF("anyOf", Kind.SCHEMAS, SchemaKeyword::isFilledArray),
	ONE_OF("oneOf", Kind.SCHEMAS, SchemaKeyword::isFilledArray),
	PREFIX_ITEMS("prefixItems", Kind.SCHEMAS, SchemaKeyword::isFilledArray),
	ITEMS("items", Kind.SCHEMA, SchemaKeyword::isSchema),
	ADDITIONAL_PROPERTIES("additionalProperties", Kind.SCHEMA, SchemaKeyword::isSchema),
	PROPERTY_NAMES("propertyNames", Kind.SCHEMA, SchemaKeyword::isSchema),
	UNEVALUATED_PROPERTIES("unevaluatedProperties", Kind.SCHEMA, SchemaKeyword::isSchema),
	UNEVALUATED_ITEMS("unevaluatedItems", Kind.SCHEMA, SchemaKeyword::isSchema),
	CONTAINS("contains", Kind.SCHEMA, SchemaKeyword::isSchema), NOT("not", Kind.SCHEMA, SchemaKeyword::isSchema),
	IF("if", Kind.SCHEMA, SchemaKeyword::isSchema), THEN("then", Kind.SCHEMA, SchemaKeyword::isSchema),
	ELSE("else", Kind.SCHEMA, SchemaKeyword::isSchema);

	/** The kind of value that a keyword has. */
	enum Kind {

		VALUE, SCHEMA, SCHEMAS, SCHEMAS_BY_NAME

	}

	private static final Map<String, SchemaKeyword> BY_WORD = Stream.of(values())
		.collect(Collectors.toUnmodifiableMap((keyword) -> keyword.word, (keyword) -> keyword));

	private final String word;

	private final Kind kind;

	private final Predicate<JsonNode> shape;

	SchemaKeyword(String word, Kind kind, Predicate<JsonNode> shape) {
		this.word = word;
		this.kind = kind;
		this.shape = shape;
	}

	static @Nullable SchemaKeyword findMatching(String word, JsonNode value) {
		SchemaKeyword keyword = BY_WORD.get(word);
		return (keyword != null && keyword.shape.test(value)) ? keyword : null;
	}

	Kind kind() {
		return this.kind;
	}

	private static boolean isSchema(JsonNode value) {
		return value.isObject() || value.isBoolean();
	}

	private static boolean isFilledArray(JsonNode value) {
		return value.isArray() && !value.isEmpty();
	}

}
