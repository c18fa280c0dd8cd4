package io.connectorservice.json.schema;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;

import io.connectorservice.problem.Fault;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * A violation of a schema. Its description says in plain words what the schema requires,
 * and never repeats the invalid value.
 */
record SchemaError(Error error) {

	private static final int MAX_SHOWN = 300;

	private static final int MAX_LISTED = 50;

	private static final Map<String, String> TYPES = Map.of("string", "a string", "number", "a number", "integer",
			"a whole number", "boolean", "true or false", "object", "an object", "array", "an array", "null", "null");

	Fault toFault() {
		return new Fault(findFieldPointer(), describeFault());
	}

	/** Returns the pointer of the invalid value. */
	String findValuePointer() {
		return toPointer(this.error.getInstanceLocation());
	}

	static String toPointer(NodePath path) {
		JsonPointer pointer = JsonPointer.empty();
		for (int i = 0; i < path.getNameCount(); i++) {
			pointer = appendElement(pointer, path.getElement(i));
		}
		return pointer.toString();
	}

	private static JsonPointer appendElement(JsonPointer pointer, Object element) {
		return (element instanceof Integer index) ? pointer.appendIndex(index)
				: pointer.appendProperty(element.toString());
	}

	private String findFieldPointer() {
		String at = findValuePointer();
		return switch (this.error.getKeyword()) {
			case "required", "additionalProperties", "unevaluatedProperties", "propertyNames" ->
				at + buildChildPointer(this.error.getProperty());
			case "dependentRequired" -> at + buildChildPointer(readArgument(0));
			default -> at;
		};
	}

	private static String buildChildPointer(String name) {
		return JsonPointer.empty().appendProperty(name).toString();
	}

	private String describeFault() {
		JsonNode limit = this.error.getSchemaNode();
		return switch (this.error.getKeyword()) {
			case "type" -> "must be " + describeTypes(limit);
			case "enum" -> "must be one of " + joinValues(limit);
			case "const" -> "must be " + abbreviate(limit.toString());
			case "format" ->
				AssertedFormat.findDescription(limit.asString()).orElse("must be a " + abbreviate(limit.asString()));
			case "pattern" -> "must match " + abbreviate(limit.asString());
			case "required" -> "is required";
			case "dependentRequired" -> "is required together with " + abbreviate(readArgument(1));
			case "additionalProperties", "unevaluatedProperties" -> "is not a known field";
			case "propertyNames" -> "has a name that is not allowed here";
			case "false", "notAllowed", "not" -> "is not allowed here";
			default -> describeLimit(this.error.getKeyword(), limit);
		};
	}

	private static String describeLimit(String keyword, JsonNode limit) {
		return switch (keyword) {
			case "minLength" -> "must be at least " + formatCount(limit, "character");
			case "maxLength" -> "must be at most " + formatCount(limit, "character");
			case "minItems" -> "must have at least " + formatCount(limit, "item");
			case "maxItems" -> "must have at most " + formatCount(limit, "item");
			case "minProperties" -> "must have at least " + formatCount(limit, "field");
			case "maxProperties" -> "must have at most " + formatCount(limit, "field");
			case "minimum" -> "must be at least " + limit;
			case "maximum" -> "must be at most " + limit;
			case "exclusiveMinimum" -> "must be more than " + limit;
			case "exclusiveMaximum" -> "must be less than " + limit;
			case "multipleOf" -> "must be a multiple of " + limit;
			case "uniqueItems" -> "must not have the same item twice";
			case "items", "additionalItems", "unevaluatedItems" -> "has more items than are allowed";
			case "contains", "minContains", "maxContains" -> "does not have the items it must contain";
			case "oneOf" -> "must match exactly one of the allowed forms";
			default -> "is not valid";
		};
	}

	private static String describeTypes(JsonNode type) {
		return type.isArray() ? streamElements(type).map(SchemaError::describeType).collect(Collectors.joining(" or "))
				: describeType(type);
	}

	private static String describeType(JsonNode type) {
		return TYPES.getOrDefault(type.asString(), "of another type");
	}

	private static String joinValues(JsonNode values) {
		String end = (values.size() > MAX_LISTED) ? ", …" : "";
		return abbreviate(streamElements(values).limit(MAX_LISTED)
			.map(JsonNode::toString)
			.collect(Collectors.joining(", ", "", end)));
	}

	private static Stream<JsonNode> streamElements(JsonNode array) {
		return StreamSupport.stream(array.spliterator(), false);
	}

	private static String formatCount(JsonNode limit, String noun) {
		return limit + " " + noun + ("1".equals(limit.toString()) ? "" : "s");
	}

	private String readArgument(int index) {
		return String.valueOf(this.error.getArguments()[index]);
	}

	private static String abbreviate(String text) {
		return (text.length() <= MAX_SHOWN) ? text : text.substring(0, MAX_SHOWN) + "…";
	}

}
