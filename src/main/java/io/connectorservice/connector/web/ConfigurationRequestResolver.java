package io.connectorservice.connector.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.connectorservice.apispec.SwaggerConversion;
import io.connectorservice.json.StrictJson;
import io.connectorservice.json.TreeText;
import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.web.BodyLimits;
import io.connectorservice.web.RequestBodies;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.core.MethodParameter;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Resolves {@link ConfigurationRequest} arguments: reads the body within its limits and
 * collects the faults of its shape. A POST creates a connector and needs all required
 * fields; a PUT changes one and may omit any.
 */
final class ConfigurationRequestResolver implements HandlerMethodArgumentResolver {

	private static final List<String> READ_ONLY = List.of("id", "created_at", "updated_at", "last_connected_at",
			"last_error", "connection_status", "token_expires_at", "granted_scopes", "connection_data",
			"api_spec_warnings");

	private final BodyLimits limits;

	private final YamlApiSpec descriptions;

	private final LargeBodyLimiter largeBodies;

	private final JsonSchema creation = JsonSchema.of(readSchema());

	private final JsonSchema change = JsonSchema.of(readChangeSchema());

	ConfigurationRequestResolver(BodyLimits limits, LargeBodyLimiter largeBodies) {
		this.limits = limits;
		this.descriptions = new YamlApiSpec(limits.description().toBytes());
		this.largeBodies = largeBodies;
	}

	private static JsonNode readSchema() {
		try (InputStream in = new ClassPathResource("connector/configuration.schema.json").getInputStream()) {
			return StrictJson.read(in);
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	/** Secrets of an existing connector are changed under a path of their own. */
	private static ObjectNode readChangeSchema() {
		ObjectNode schema = (ObjectNode) readSchema();
		schema.remove("required");
		((ObjectNode) schema.path("properties")).remove("credentials");
		return schema.put("title", "ConfigurationChange").put("description", "The fields to change.");
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == ConfigurationRequest.class;
	}

	@Override
	public ConfigurationRequest resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
			NativeWebRequest webRequest, @Nullable WebDataBinderFactory binders) throws IOException {
		HttpServletRequest request = Objects.requireNonNull(webRequest.getNativeRequest(HttpServletRequest.class));
		JsonNode body = readBody(request);
		return HttpMethod.POST.matches(request.getMethod()) ? checkBody(body, this.creation).withReadOnlyFaults(null)
				: checkBody(body, this.change);
	}

	private JsonNode readBody(HttpServletRequest request) throws IOException {
		RequestBodies.requireNoContentCoding(request);
		RequestBodies.requireContentLengthWithin(request, this.limits.wholeConfiguration());
		return StrictJson.read(ConfigurationBodyReader.read(this.largeBodies.openBody(request), this.limits));
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

	// the conversion copies what a path declares once into each of its methods, so its
	// result can be much larger than the original
	@SuppressWarnings("ReferenceEquality") // an unconverted description is the same node
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

}
