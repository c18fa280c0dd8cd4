package io.connectorservice.connector.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import io.connectorservice.apispec.SwaggerConversion;
import io.connectorservice.json.JsonSchema;
import io.connectorservice.json.StrictJson;
import io.connectorservice.json.TreeText;
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

	private final YamlDescriptions descriptions;

	private final LargeBodies gate;

	private final JsonSchema creation;

	private final JsonSchema change;

	ConfigurationReader(BodyLimits limits, LargeBodies gate) {
		this.limits = limits;
		this.descriptions = new YamlDescriptions(limits.description().toBytes());
		this.gate = gate;
		this.creation = JsonSchema.of(schema());
		this.change = JsonSchema.of(changeSchema());
	}

	static JsonNode schema() {
		try (InputStream in = new ClassPathResource("connector/configuration.schema.json").getInputStream()) {
			return StrictJson.read(in);
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	/** A change may give any of the fields; secrets have an address of their own. */
	static ObjectNode changeSchema() {
		ObjectNode schema = (ObjectNode) schema();
		schema.remove("required");
		((ObjectNode) schema.path("properties")).remove("credentials");
		return schema.put("title", "ConfigurationChange").put("description", "The fields to change.");
	}

	ConfigurationBody creation(HttpServletRequest request) throws IOException {
		return checked(read(request), this.creation).compare(null);
	}

	/** What it holds that is the service's to set has yet to be compared. */
	ConfigurationBody change(HttpServletRequest request) throws IOException {
		return checked(read(request), this.change);
	}

	private JsonNode read(HttpServletRequest request) throws IOException {
		JsonBodies.requireAnnounced(request, this.limits.wholeConfiguration());
		return StrictJson.read(ConfigurationSizes.read(this.gate.body(request), this.limits));
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

	private ConfigurationBody checked(JsonNode body, JsonSchema schema) {
		if (!(body instanceof ObjectNode fields)) {
			throw ProblemException.invalid(schema.check(body));
		}
		List<Fault> faults = new ArrayList<>();
		ObjectNode readOnly = fields.objectNode();
		READ_ONLY.stream().filter(fields::has).forEach((field) -> readOnly.set(field, fields.remove(field)));
		this.descriptions.unfold(fields).ifPresent(faults::add);
		convertSwagger(fields);
		faults.addAll(schema.check(fields));
		return new ConfigurationBody(fields, readOnly, faults);
	}

}
