package io.connectorservice.json;

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
 * Says in plain words what a schema asks for, and never what the value was.
 */
final class FaultWords {

	private static final int MAX_SHOWN = 300;

	private static final int MAX_LISTED = 50;

	private static final Map<String, String> TYPES = Map.of("string", "a string", "number", "a number", "integer",
			"a whole number", "boolean", "true or false", "object", "an object", "array", "an array", "null", "null");

	private FaultWords() {
	}

	static Fault fault(Error error) {
		return new Fault(pointer(error), words(error));
	}

	static String pointer(NodePath path) {
		JsonPointer pointer = JsonPointer.empty();
		for (int i = 0; i < path.getNameCount(); i++) {
			pointer = append(pointer, path.getElement(i));
		}
		return pointer.toString();
	}

	private static JsonPointer append(JsonPointer pointer, Object element) {
		return (element instanceof Integer index) ? pointer.appendIndex(index)
				: pointer.appendProperty(element.toString());
	}

	private static String pointer(Error error) {
		String at = pointer(error.getInstanceLocation());
		return switch (error.getKeyword()) {
			case "required", "additionalProperties", "unevaluatedProperties", "propertyNames" ->
				at + child(error.getProperty());
			case "dependentRequired" -> at + child(argument(error, 0));
			default -> at;
		};
	}

	private static String child(String name) {
		return JsonPointer.empty().appendProperty(name).toString();
	}

	private static String words(Error error) {
		JsonNode limit = error.getSchemaNode();
		return switch (error.getKeyword()) {
			case "type" -> "must be " + types(limit);
			case "enum" -> "must be one of " + list(limit);
			case "const" -> "must be " + shown(limit.toString());
			case "format" -> AssertedFormat.wordsFor(limit.asString()).orElse("must be a " + shown(limit.asString()));
			case "pattern" -> "must match " + shown(limit.asString());
			case "required" -> "is required";
			case "dependentRequired" -> "is required together with " + shown(argument(error, 1));
			case "additionalProperties", "unevaluatedProperties" -> "is not a known field";
			case "propertyNames" -> "has a name that is not allowed here";
			case "false", "notAllowed", "not" -> "is not allowed here";
			default -> limits(error.getKeyword(), limit);
		};
	}

	private static String limits(String keyword, JsonNode limit) {
		return switch (keyword) {
			case "minLength" -> "must be at least " + count(limit, "character");
			case "maxLength" -> "must be at most " + count(limit, "character");
			case "minItems" -> "must have at least " + count(limit, "item");
			case "maxItems" -> "must have at most " + count(limit, "item");
			case "minProperties" -> "must have at least " + count(limit, "field");
			case "maxProperties" -> "must have at most " + count(limit, "field");
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

	private static String types(JsonNode type) {
		return type.isArray() ? elements(type).map(FaultWords::typeName).collect(Collectors.joining(" or "))
				: typeName(type);
	}

	private static String typeName(JsonNode type) {
		return TYPES.getOrDefault(type.asString(), "of another type");
	}

	private static String list(JsonNode values) {
		String end = (values.size() > MAX_LISTED) ? ", …" : "";
		return shown(
				elements(values).limit(MAX_LISTED).map(JsonNode::toString).collect(Collectors.joining(", ", "", end)));
	}

	private static Stream<JsonNode> elements(JsonNode array) {
		return StreamSupport.stream(array.spliterator(), false);
	}

	private static String count(JsonNode limit, String noun) {
		return limit + " " + noun + ("1".equals(limit.toString()) ? "" : "s");
	}

	private static String argument(Error error, int index) {
		return String.valueOf(error.getArguments()[index]);
	}

	private static String shown(String text) {
		return (text.length() <= MAX_SHOWN) ? text : text.substring(0, MAX_SHOWN) + "…";
	}

}
