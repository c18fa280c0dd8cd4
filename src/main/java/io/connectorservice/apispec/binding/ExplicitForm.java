package io.connectorservice.apispec.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.connectorservice.apispec.binding.Arguments.Argument;
import io.connectorservice.apispec.binding.Parameter.Location;
import io.connectorservice.json.StrictJson;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A payload of the form {@code {path: {}, query: {}, header: {}, body: …}}.
 */
record ExplicitForm(List<Parameter> parameters, @Nullable RequestBody body) implements PayloadForm {

	static final String BODY = "body";

	static final Set<String> KEYS = Set.of(Location.PATH.key(), Location.QUERY.key(), Location.HEADER.key(), BODY);

	@Override
	public ObjectNode buildSchema() {
		ObjectNode schema = createClosedObject();
		for (Location location : Location.values()) {
			addLocation(location, schema);
		}
		if (this.body != null) {
			addField(schema, BODY, this.body.schema(), this.body.required());
		}
		return schema;
	}

	private void addLocation(Location location, ObjectNode schema) {
		ObjectNode fields = createClosedObject();
		this.parameters.stream()
			.filter((parameter) -> parameter.in() == location)
			.forEach((parameter) -> addField(fields, parameter.name(), parameter.schema(), parameter.required()));
		addField(schema, location.key(), fields, fields.has("required"));
	}

	@Override
	public Arguments splitPayload(JsonNode payload) {
		List<Argument> arguments = new ArrayList<>();
		for (Parameter parameter : this.parameters) {
			JsonNode value = parameter.valueOrConstant(payload.path(parameter.in().key()).path(parameter.name()));
			if (!value.isMissingNode()) {
				JsonPointer pointer = JsonPointer.empty()
					.appendProperty(parameter.in().key())
					.appendProperty(parameter.name());
				arguments.add(new Argument(parameter, value, pointer.toString()));
			}
		}
		return new Arguments(arguments, payload.get(BODY), "/" + BODY);
	}

	static ObjectNode createClosedObject() {
		ObjectNode schema = StrictJson.mapper().createObjectNode();
		schema.put("type", "object");
		schema.putObject("properties");
		return schema.put("additionalProperties", false);
	}

	static void addField(ObjectNode schema, String name, JsonNode fieldSchema, boolean required) {
		schema.withObject("/properties").set(name, fieldSchema);
		// A required field with a constant value is filled in automatically.
		if (required && !fieldSchema.has("const")) {
			ArrayNode names = schema.withArray("/required");
			names.add(name);
		}
	}

}
