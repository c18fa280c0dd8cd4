package io.connectorservice.connector.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import io.connectorservice.apispec.SwaggerConversion;
import io.connectorservice.json.StrictJson;
import io.connectorservice.json.TreeText;
import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * Reads configurations that callers send and finds the faults of their shape.
 */
@Component
final class ConfigurationReader {

	private static final List<String> READ_ONLY = List.of("id", "created_at", "updated_at", "last_connected_at",
			"last_error", "connection_status", "token_expires_at", "granted_scopes", "connection_data",
			"api_spec_warnings");

	private final BodyLimits limits;

	private final YamlApiSpec descriptions;

	private final LargeBodyLimiter gate;

	private final JsonSchema creation;

	private final JsonSchema change;

	ConfigurationReader(BodyLimits limits, LargeBodyLimiter gate) {
		this.limits = limits;
		this.descriptions = new YamlApiSpec(limits.description().toBytes());
		this.gate = gate;
		this.creation = JsonSchema.of(readSchema());
		this.change = JsonSchema.of(readChangeSchema());
	}

	static JsonNode readSchema() {
		try (InputStream in = new ClassPathResource("connector/configuration.schema.json").getInputStream()) {
			return StrictJson.read(in);
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	/** A change may give any of the fields; secrets have an address of their own. */
	static ObjectNode readChangeSchema() {
		ObjectNode schema = (ObjectNode) readSchema();
		schema.remove("required");
		((ObjectNode) schema.path("properties")).remove("credentials");
		return schema.put("title", "ConfigurationChange").put("description", "The fields to change.");
	}

	ConfigurationRequest readCreation(HttpServletRequest request) throws IOException {
		return checkBody(readBody(request), this.creation).withReadOnlyFaults(null);
	}

	/** What it holds that is the service's to set has yet to be compared. */
	ConfigurationRequest readChange(HttpServletRequest request) throws IOException {
		return checkBody(readBody(request), this.change);
	}

	private JsonNode readBody(HttpServletRequest request) throws IOException {
		JsonBodies.requireAnnounced(request, this.limits.wholeConfiguration());
		return StrictJson.read(ConfigurationBodyReader.read(this.gate.openBody(request), this.limits));
	}

	// what a path says once is said by each of its methods then
	@SuppressWarnings("ReferenceEquality") // the same node: not converted
	private void convertSwagger(ObjectNode fields) {
		if (!(fields.get("api_spec") instanceof ObjectNode description)) {
			return;
		}
		ObjectNode converted = SwaggerConversion.asOpenApi(description);
		if (converted != description && TreeText.isLongerThan(this.limits.description().toBytes(), converted)) {
			throw ProblemException.of(ProblemCode.PAYLOAD_TOO_LARGE,
					"The description is too large once it is converted from Swagger 2.0.");
		}
		fields.set("api_spec", converted);
	}

	private ConfigurationRequest checkBody(JsonNode body, JsonSchema schema) {
		if (!(body instanceof ObjectNode fields)) {
			throw ProblemException.invalid(schema.findFaults(body));
		}
		List<Fault> faults = new ArrayList<>();
		ObjectNode readOnly = fields.objectNode();
		READ_ONLY.stream().filter(fields::has).forEach((field) -> readOnly.set(field, fields.remove(field)));
		this.descriptions.replaceYaml(fields).ifPresent(faults::add);
		convertSwagger(fields);
		faults.addAll(schema.findFaults(fields));
		return new ConfigurationRequest(fields, readOnly, faults);
	}

}
