package io.connectorservice.apispec.binding;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.connectorservice.json.StrictJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a body whose schema only lists fields, as a flat payload requires.
 */
final class FlatBodyFields {

	private static final int MAX_PARTS = 50;

	private static final Set<String> ANNOTATIONS = Set.of("title", "description", "default", "examples", "deprecated",
			"readOnly");

	private final Definitions definitions;

	private final Map<String, JsonNode> properties = new LinkedHashMap<>();

	private final Set<String> required = new LinkedHashSet<>();

	private final Map<String, ArrayNode> choices = new LinkedHashMap<>();

	private @Nullable JsonNode additional;

	private boolean object;

	private int parts;

	private FlatBodyFields(Definitions definitions) {
		this.definitions = definitions;
	}

	/** Returns the fields, or empty if a flat payload cannot express the schema. */
	static Optional<FlatBodyFields> findIn(JsonNode schema, Definitions definitions) {
		FlatBodyFields fields = new FlatBodyFields(definitions);
		return fields.takeSchema(schema) && fields.hasFields() ? Optional.of(fields) : Optional.empty();
	}

	private boolean hasFields() {
		return !this.properties.isEmpty() || (this.object && !isClosed());
	}

	private boolean isClosed() {
		return this.additional != null && this.additional.isBoolean() && !this.additional.asBoolean();
	}

	/** Whether no fields are declared, so that any may be present. */
	boolean isOpen() {
		return this.properties.isEmpty();
	}

	Map<String, JsonNode> properties() {
		return this.properties;
	}

	/** Returns the required fields without those that are read-only. */
	List<String> listRequiredNames() {
		return this.required.stream().filter((name) -> !isReadOnly(name)).toList();
	}

	private boolean isReadOnly(String name) {
		JsonNode property = this.properties.get(name);
		return property != null && this.definitions.followReferences(property).path("readOnly").asBoolean(false);
	}

	/**
	 * Returns the schema of undeclared fields. They are forbidden unless the schema says
	 * otherwise or requires fields that it does not declare.
	 */
	JsonNode resolveAdditional() {
		if (this.additional != null) {
			return this.additional;
		}
		boolean open = isOpen() || !this.properties.keySet().containsAll(this.required)
				|| this.choices.values().stream().anyMatch(this::namesUndeclared);
		return StrictJson.mapper().getNodeFactory().booleanNode(open);
	}

	private boolean namesUndeclared(ArrayNode branches) {
		return branches.valueStream()
			.flatMap((branch) -> branch.path("required").valueStream())
			.anyMatch((name) -> !this.properties.containsKey(name.asString("")));
	}

	/** Alternative lists of required fields, by keyword (anyOf or oneOf). */
	Map<String, ArrayNode> choices() {
		return this.choices;
	}

	private boolean takeSchema(JsonNode schema) {
		JsonNode target = this.definitions.followReferences(schema);
		if (++this.parts > MAX_PARTS || !target.isObject()) {
			return false;
		}
		return target.properties().stream().allMatch((entry) -> takeKeyword(entry.getKey(), entry.getValue()));
	}

	private boolean takeKeyword(String keyword, JsonNode value) {
		return switch (keyword) {
			case "$ref" -> takeSchema(this.definitions.findNamed(value));
			case "type" -> takeType(value);
			case "properties" -> takeProperties(value);
			case "required" -> takeRequired(value);
			case "additionalProperties" -> takeAdditional(value);
			case "allOf" -> value.valueStream().allMatch(this::takeSchema);
			case "anyOf", "oneOf" -> takeChoice(keyword, value);
			default -> ANNOTATIONS.contains(keyword);
		};
	}

	private boolean takeType(JsonNode value) {
		boolean takesObjects = "object".equals(value.asString("")) || value.toString().contains("\"object\"");
		this.object |= takesObjects;
		return takesObjects;
	}

	private boolean takeProperties(JsonNode value) {
		value.properties()
			.forEach((entry) -> this.properties.merge(entry.getKey(), entry.getValue(), FlatBodyFields::requireBoth));
		return true;
	}

	private static JsonNode requireBoth(JsonNode one, JsonNode other) {
		ObjectNode both = StrictJson.mapper().createObjectNode();
		both.putArray("allOf").add(one).add(other);
		return both;
	}

	private boolean takeRequired(JsonNode value) {
		value.forEach((name) -> this.required.add(name.asString("")));
		return true;
	}

	private boolean takeAdditional(JsonNode value) {
		this.additional = value;
		return true;
	}

	private boolean takeChoice(String keyword, JsonNode branches) {
		boolean onlyNames = branches.valueStream().allMatch((branch) -> branch.size() == 1 && branch.has("required"));
		return onlyNames && this.choices.putIfAbsent(keyword, (ArrayNode) branches) == null;
	}

}
