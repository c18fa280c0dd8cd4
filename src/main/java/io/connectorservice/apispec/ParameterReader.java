package io.connectorservice.apispec;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

import io.connectorservice.apispec.binding.Parameter;
import io.connectorservice.apispec.binding.Parameter.Location;
import io.connectorservice.apispec.binding.Parameter.Style;
import io.connectorservice.apispec.binding.PathTemplate;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the parameters that an operation takes from its caller, without those that carry
 * credentials or belong to the connection.
 */
final class ParameterReader {

	static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

	// OpenAPI ignores the first three. The others would change how the call is sent.
	private static final Set<String> NOT_FROM_CALLERS = Set.of("accept", "content-type", "authorization", "host",
			"content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "te", "trailer", "expect",
			"cookie", "proxy-authorization", "proxy-connection");

	private final References references;

	private final Schemas schemas;

	private final Set<String> signing = new HashSet<>();

	ParameterReader(References references, Schemas schemas, JsonNode root) {
		this.references = references;
		this.schemas = schemas;
		root.path("components").path("securitySchemes").forEach((value) -> {
			JsonNode scheme = references.resolve(value);
			if ("apiKey".equals(scheme.path("type").asString(""))) {
				this.signing.add(buildKey(scheme));
			}
		});
	}

	/**
	 * Reads the parameters of one operation.
	 * @param obstacles collects the reasons why the operation cannot be called
	 */
	List<Parameter> readParameters(PathTemplate template, JsonNode item, JsonNode operation, List<Fault> obstacles) {
		Map<String, JsonNode> declared = new LinkedHashMap<>();
		collectDeclared(item.path("parameters"), declared, obstacles);
		collectDeclared(operation.path("parameters"), declared, obstacles);
		Map<String, Parameter> parameters = new LinkedHashMap<>();
		template.listVariables().forEach((place) -> parameters.put("path:" + place, createImplicitParameter(place)));
		declared.forEach((key, parameter) -> addParameter(key, parameter, parameters, obstacles));
		return List.copyOf(parameters.values());
	}

	private void collectDeclared(JsonNode list, Map<String, JsonNode> declared, List<Fault> obstacles) {
		if (!list.isMissingNode() && !list.isArray()) {
			obstacles.add(new Fault("", "cannot be called: its parameters must be an array"));
			return;
		}
		for (JsonNode value : list) {
			JsonNode parameter = this.references.resolve(value);
			if (findFlaw(parameter) != null) {
				obstacles.add(new Fault("", "cannot be called: " + findFlaw(parameter)));
			}
			else {
				declared.put(buildKey(parameter), parameter);
			}
		}
	}

	private static @Nullable String findFlaw(JsonNode parameter) {
		if (parameter.isMissingNode()) {
			return "a parameter refers to nothing in this description";
		}
		if (!parameter.path("name").isString() || !parameter.path("in").isString()) {
			return "a parameter must be an object with name and in";
		}
		boolean header = "header".equals(parameter.path("in").asString());
		return (header && !TOKEN.matches(parameter.path("name").asString()))
				? "a header parameter's name is not a valid header name" : null;
	}

	private static String buildKey(JsonNode parameter) {
		String in = parameter.path("in").asString("");
		String name = parameter.path("name").asString("");
		return in + ":" + (in.equals("header") ? name.toLowerCase(Locale.ROOT) : name);
	}

	// A path variable that is not declared must still be filled.
	private Parameter createImplicitParameter(String place) {
		return new Parameter(Location.PATH, place, Style.SIMPLE, false, true, this.schemas.createTextSchema(), null);
	}

	private void addParameter(String key, JsonNode parameter, Map<String, Parameter> into, List<Fault> obstacles) {
		String name = parameter.path("name").asString("");
		switch (parameter.path("in").asString("")) {
			case "path" -> into.computeIfPresent(key, (_, _) -> readParameter(Location.PATH, parameter));
			case "query" -> addUnlessSigning(key, Location.QUERY, parameter, into);
			case "header" -> {
				if (!NOT_FROM_CALLERS.contains(name.toLowerCase(Locale.ROOT)) && TOKEN.matches(name)) {
					addUnlessSigning(key, Location.HEADER, parameter, into);
				}
			}
			case "cookie" -> {
				if (parameter.path("required").asBoolean(false) && !this.signing.contains(key)) {
					obstacles.add(new Fault("", "cannot be called: it needs the cookie " + name));
				}
			}
			default -> {
			}
		}
	}

	private void addUnlessSigning(String key, Location in, JsonNode parameter, Map<String, Parameter> into) {
		if (!this.signing.contains(key)) {
			into.put(key, readParameter(in, parameter));
		}
	}

	private Parameter readParameter(Location in, JsonNode parameter) {
		String mediaType = findMediaType(parameter);
		JsonNode schema = (mediaType != null) ? parameter.path("content").path(mediaType).path("schema")
				: parameter.path("schema");
		Style otherwise = (in == Location.QUERY) ? Style.FORM : Style.SIMPLE;
		Style style = Style.ofWord(parameter.path("style").asString(""), otherwise);
		boolean explode = parameter.path("explode").asBoolean(style == Style.FORM);
		boolean required = in == Location.PATH || parameter.path("required").asBoolean(false);
		return new Parameter(in, parameter.path("name").asString(), style, explode, required,
				addDescription(withFormat(this.schemas.translate(schema)), parameter), mediaType);
	}

	private static @Nullable String findMediaType(JsonNode parameter) {
		return parameter.path("content").propertyNames().stream().findFirst().orElse(null);
	}

	// The format of a path parameter is enforced, so
	// it is copied even if it is behind a reference.
	private JsonNode withFormat(JsonNode schema) {
		JsonNode format = this.schemas.definitions().followReferences(schema).path("format");
		return (schema instanceof ObjectNode object && format.isString()) ? object.set("format", format) : schema;
	}

	private static JsonNode addDescription(JsonNode schema, JsonNode parameter) {
		if (schema instanceof ObjectNode object && parameter.path("description").isString()) {
			object.set("description", parameter.path("description"));
		}
		return schema;
	}

}
