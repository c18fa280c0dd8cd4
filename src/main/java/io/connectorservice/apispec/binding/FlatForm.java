package io.connectorservice.apispec.binding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.connectorservice.apispec.binding.Arguments.Argument;
import io.connectorservice.json.StrictJson;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A payload as one flat object of parameters and body fields. If parameters have the same
 * name, the first in the order path, query, header keeps it and the others become {@code
 * query_name} and {@code header_name}. The body is nested under {@code body} if it has no
 * plain fields or if one of them has the name of a parameter. A body that accepts any
 * object may be given as fields next to the parameters or under {@code body}.
 */
final class FlatForm implements PayloadForm {

	private final Map<String, Parameter> parameters = new LinkedHashMap<>();

	private final @Nullable RequestBody body;

	private final @Nullable FlatBodyFields fields;

	private final String bodyName;

	FlatForm(List<Parameter> parameters, @Nullable RequestBody body, Definitions definitions) {
		parameters.stream()
			.sorted((one, other) -> one.in().compareTo(other.in()))
			.forEach((parameter) -> this.parameters.put(findFreeName(parameter), parameter));
		this.body = body;
		this.fields = (body != null) ? findBodyFields(body, definitions) : null;
		this.bodyName = findFreeBodyName();
	}

	/** Returns every name that a payload of this form may have. */
	Set<String> listNames() {
		Set<String> names = new LinkedHashSet<>(this.parameters.keySet());
		if (this.fields != null) {
			names.addAll(this.fields.properties().keySet());
		}
		if (this.body != null && (this.fields == null || this.fields.isOpen())) {
			names.add(this.bodyName);
		}
		return names;
	}

	@Override
	public ObjectNode buildSchema() {
		ObjectNode schema = ExplicitForm.createClosedObject();
		this.parameters.forEach(
				(name, parameter) -> ExplicitForm.addField(schema, name, parameter.schema(), parameter.required()));
		if (this.body != null && this.fields == null) {
			ExplicitForm.addField(schema, this.bodyName, this.body.schema(), this.body.required());
		}
		if (this.body != null && this.fields != null) {
			addBodyFields(this.fields, this.body.required(), schema);
		}
		return schema;
	}

	@Override
	public Arguments splitPayload(JsonNode payload) {
		List<Argument> arguments = new ArrayList<>();
		this.parameters.forEach((name, parameter) -> {
			JsonNode value = parameter.valueOrConstant(payload.path(name));
			if (!value.isMissingNode()) {
				String pointer = JsonPointer.empty().appendProperty(name).toString();
				arguments.add(new Argument(parameter, value, pointer));
			}
		});
		boolean nested = this.fields != null && this.fields.isOpen() && payload.has(this.bodyName);
		if (this.fields == null || nested) {
			return new Arguments(arguments, payload.get(this.bodyName), "/" + this.bodyName);
		}
		return new Arguments(arguments, extractBody(payload), "");
	}

	private String findFreeName(Parameter parameter) {
		String name = parameter.name();
		while (this.parameters.containsKey(name)) {
			name = parameter.in().key() + "_" + name;
		}
		return name;
	}

	private @Nullable FlatBodyFields findBodyFields(RequestBody body, Definitions definitions) {
		if (!body.format().hasFields()) {
			return null;
		}
		return FlatBodyFields.findIn(body.schema(), definitions)
			.filter((found) -> found.properties().keySet().stream().noneMatch(this.parameters::containsKey))
			.orElse(null);
	}

	private String findFreeBodyName() {
		String name = ExplicitForm.BODY;
		while (this.parameters.containsKey(name)) {
			name = "request_" + name;
		}
		return name;
	}

	private void addBodyFields(FlatBodyFields found, boolean required, ObjectNode schema) {
		List<String> names = found.listRequiredNames();
		found.properties()
			.forEach((name, field) -> ExplicitForm.addField(schema, name, field, required && names.contains(name)));
		schema.set("additionalProperties", found.resolveAdditional());
		if (found.isOpen() && this.body != null) {
			describeEither(this.body, schema);
			return;
		}
		if (required) {
			names.stream()
				.filter((name) -> !found.properties().containsKey(name))
				.forEach((name) -> schema.withArray("/required").add(name));
			found.choices().forEach(schema::set);
		}
		else if (!names.isEmpty()) {
			requireTogether(found.properties().keySet(), names, schema.putObject("dependentRequired"));
		}
	}

	// If the payload contains the whole body under its
	// name, it may contain only parameters besides.
	private void describeEither(RequestBody nested, ObjectNode schema) {
		ExplicitForm.addField(schema, this.bodyName, nested.schema(), false);
		ArrayNode names = schema.putObject("dependentSchemas")
			.putObject(this.bodyName)
			.putObject("propertyNames")
			.putArray("enum");
		schema.path("properties").propertyNames().forEach(names::add);
	}

	// An optional body must have its required fields once it has any field.
	private static void requireTogether(Set<String> all, List<String> required, ObjectNode dependent) {
		for (String name : all) {
			ArrayNode others = dependent.putArray(name);
			required.stream().filter((other) -> !other.equals(name)).forEach(others::add);
		}
	}

	private @Nullable ObjectNode extractBody(JsonNode payload) {
		ObjectNode object = StrictJson.mapper().createObjectNode();
		payload.properties()
			.stream()
			.filter((entry) -> !this.parameters.containsKey(entry.getKey()))
			.forEach((entry) -> object.set(entry.getKey(), entry.getValue()));
		if (this.body != null && this.body.required() && this.fields != null) {
			addConstants(this.fields, object);
		}
		boolean omitted = object.isEmpty() && this.body != null && !this.body.required();
		return omitted ? null : object;
	}

	// As with parameters, a required field with a constant value is filled in.
	private static void addConstants(FlatBodyFields fields, ObjectNode object) {
		List<String> required = fields.listRequiredNames();
		fields.properties()
			.entrySet()
			.stream()
			.filter((field) -> required.contains(field.getKey()) && !object.has(field.getKey()))
			.filter((field) -> field.getValue().has("const"))
			.forEach((field) -> object.set(field.getKey(), field.getValue().get("const")));
	}

}
