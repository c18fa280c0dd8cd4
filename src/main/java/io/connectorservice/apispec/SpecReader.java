package io.connectorservice.apispec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.connectorservice.apispec.binding.ApiOperation;
import io.connectorservice.apispec.binding.ApiOperation.Outline;
import io.connectorservice.apispec.binding.BodyFormat;
import io.connectorservice.apispec.binding.FileFields;
import io.connectorservice.apispec.binding.Parameter;
import io.connectorservice.apispec.binding.PathTemplate;
import io.connectorservice.apispec.binding.RequestBody;
import io.connectorservice.json.StrictJson;
import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the operations of a description and ignores parts that are invalid, because a
 * stored description may not have been validated. The document itself is not kept.
 */
final class SpecReader {

	static final List<String> METHODS = List.of("get", "put", "post", "delete", "options", "head", "patch");

	private static final Set<String> WITHOUT_BODY = Set.of("get", "head");

	private static final int MAX_WARNINGS = 100;

	private final JsonNode root;

	private final int maxOperations;

	private final References references;

	private final Schemas schemas;

	private final ParameterReader parameters;

	private final OperationNames names;

	private final Map<String, String> namesByPointer = new HashMap<>();

	private final List<SpecWarning> warnings = new ArrayList<>();

	private final List<Fault> flaws;

	private final List<ApiOperation> operations = new ArrayList<>();

	SpecReader(JsonNode root, ApiSpecSettings settings) {
		this.root = root;
		this.flaws = new ApiSpecValidator(root, settings).findWarnings();
		this.maxOperations = settings.maxOperations();
		this.references = new References(root);
		boolean version30 = root.path("openapi").asString("").startsWith("3.0");
		this.schemas = new Schemas(this.references, version30, settings.maxDepth());
		this.parameters = new ParameterReader(this.references, this.schemas, root);
		this.names = new OperationNames(readDeclaredNames());
	}

	ApiDescription readDescription() {
		if (this.root.path(SwaggerConversion.MARK).isString()) {
			recordWarning("/" + SwaggerConversion.MARK, null, "the description was converted from "
					+ this.root.path(SwaggerConversion.MARK).asString() + " to OpenAPI 3.0, without its responses");
		}
		this.root.path("paths").properties().forEach((entry) -> readPath(entry.getKey(), entry.getValue()));
		this.flaws.forEach((flaw) -> recordWarning(flaw.pointer(), findOperationName(flaw.pointer()), flaw.detail()));
		return new ApiDescription(this.operations, Server.firstOf(this.root).findUrl().orElse(null),
				new JsonWeigher().weigh(this.root), this.warnings);
	}

	private void recordWarning(String pointer, @Nullable String operation, String message) {
		if (this.warnings.size() < MAX_WARNINGS) {
			this.warnings.add(new SpecWarning(pointer, operation, message));
		}
	}

	// A pointer to an operation consists of /paths, the path and the method.
	private @Nullable String findOperationName(String pointer) {
		String[] steps = pointer.split("/", 5);
		return (steps.length < 4) ? null : this.namesByPointer.get("/" + steps[1] + "/" + steps[2] + "/" + steps[3]);
	}

	private void readPath(String path, JsonNode value) {
		if (path.startsWith("x-")) {
			return;
		}
		JsonNode item = readPathItem(value);
		for (String method : METHODS) {
			JsonNode operation = item.path(method);
			if (operation.isObject() && this.operations.size() < this.maxOperations) {
				addOperation(readOperation(path, item, method, operation), buildPathPointer(path) + "/" + method);
			}
		}
	}

	private void addOperation(ApiOperation operation, String pointer) {
		this.operations.add(operation);
		this.namesByPointer.put(pointer, operation.name());
		operation.obstacles().forEach((obstacle) -> recordWarning(pointer, operation.name(), obstacle.detail()));
	}

	private static String buildPathPointer(String path) {
		return "/paths" + JsonPointer.empty().appendProperty(path);
	}

	// OpenAPI 3.1 allows further fields next to a path item's reference.
	private JsonNode readPathItem(JsonNode value) {
		JsonNode target = this.references.resolve(value);
		if (value instanceof ObjectNode own && References.isReference(value) && target instanceof ObjectNode shared) {
			return StrictJson.mapper().createObjectNode().setAll(shared).setAll(own);
		}
		return target;
	}

	private ApiOperation readOperation(String path, JsonNode item, String method, JsonNode operation) {
		PathTemplate template = PathTemplate.of(path);
		List<Fault> obstacles = new ArrayList<>();
		template.findFlaw().ifPresent((flaw) -> obstacles.add(new Fault("", "cannot be called: its path " + flaw)));
		if (isServedElsewhere(item, operation)) {
			obstacles.add(new Fault("", "cannot be called: it is served from another address than the description's"));
		}
		List<Parameter> callerParameters = this.parameters.readParameters(template, item, operation, obstacles);
		if (this.references.resolve(operation.path("requestBody")).isMissingNode() && operation.has("requestBody")) {
			obstacles.add(new Fault("", "cannot be called: its requestBody refers to nothing in this description"));
		}
		Outline outline = new Outline(chooseName(operation, method, path), method.toUpperCase(Locale.ROOT), template,
				PathTemplate.withoutFragment(path), readText(operation, "summary"), readText(operation, "description"),
				operation.path("deprecated").asBoolean(false), readIdempotent(operation), List.copyOf(obstacles));
		return new ApiOperation(outline, callerParameters, readBody(method, operation), this.schemas.definitions());
	}

	private boolean isServedElsewhere(JsonNode item, JsonNode operation) {
		JsonNode holder = operation.path("servers").isEmpty() ? item : operation;
		Optional<String> own = Server.firstOf(holder).findUrl();
		return own.isPresent() && !own.equals(Server.firstOf(this.root).findUrl());
	}

	private static @Nullable Boolean readIdempotent(JsonNode operation) {
		JsonNode declared = operation.path("x-idempotent");
		return declared.isBoolean() ? declared.asBoolean() : null;
	}

	private String chooseName(JsonNode operation, String method, String path) {
		String declared = readDeclaredName(operation);
		if (declared != null && this.names.claimName(declared)) {
			return declared;
		}
		String name = this.names.claimFreeName((declared != null) ? declared : generateName(method, path));
		if (declared != null) {
			recordWarning(buildPathPointer(path) + "/" + method + "/operationId", name,
					"is the operationId of another operation as well: this one is called " + name);
		}
		return name;
	}

	private static @Nullable String readDeclaredName(JsonNode operation) {
		String id = readText(operation, "operationId");
		return (id == null || id.isBlank()) ? null : id;
	}

	// All declared names are collected first, so that no generated name takes one that a
	// later operation declares.
	private Stream<String> readDeclaredNames() {
		return this.root.path("paths")
			.valueStream()
			.map(this::readPathItem)
			.flatMap((item) -> METHODS.stream().map(item::path))
			.map(SpecReader::readDeclaredName)
			.filter(Objects::nonNull)
			.map(Objects::requireNonNull);
	}

	private static String generateName(String method, String path) {
		String words = path.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_|_$", "");
		return words.isEmpty() ? method : method + "_" + words;
	}

	private static @Nullable String readText(JsonNode object, String name) {
		return object.path(name).isString() ? object.path(name).asString() : null;
	}

	private @Nullable RequestBody readBody(String method, JsonNode operation) {
		JsonNode declared = this.references.resolve(operation.path("requestBody"));
		if (WITHOUT_BODY.contains(method)) {
			return null;
		}
		return declared.path("content")
			.properties()
			.stream()
			.filter((entry) -> BodyFormat.isMediaType(entry.getKey()))
			.min((one, other) -> BodyFormat.of(one.getKey()).compareTo(BodyFormat.of(other.getKey())))
			.map((entry) -> readBody(entry, declared.path("required").asBoolean(false)))
			.orElse(null);
	}

	private RequestBody readBody(Map.Entry<String, JsonNode> content, boolean required) {
		BodyFormat format = BodyFormat.of(content.getKey());
		JsonNode media = this.references.resolve(content.getValue());
		JsonNode schema = this.schemas.translateBody(format, media.path("schema"));
		JsonNode encoding = media.path("encoding");
		FileFields files = new FileFields(schema, encoding, this.schemas.definitions());
		return new RequestBody(content.getKey(), format,
				(format == BodyFormat.MULTIPART) ? files.buildSchema() : schema, required, encoding, files);
	}

}
