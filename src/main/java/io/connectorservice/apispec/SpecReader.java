package io.connectorservice.apispec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.connectorservice.apispec.ApiOperation.Outline;
import io.connectorservice.problem.Fault;
import io.connectorservice.json.StrictJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the operations out of a description, lenient where the check at saving was not
 * made; nothing of the document itself is kept.
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
		this.flaws = new SpecCheck(root, settings).warnings();
		this.maxOperations = settings.maxOperations();
		this.references = new References(root);
		boolean version30 = root.path("openapi").asString("").startsWith("3.0");
		this.schemas = new Schemas(this.references, version30, settings.maxDepth());
		this.parameters = new ParameterReader(this.references, this.schemas, root);
		this.names = new OperationNames(declaredNames());
	}

	ApiDescription read() {
		if (this.root.path(SwaggerConversion.MARK).isString()) {
			warn("/" + SwaggerConversion.MARK, null, "the description was converted from "
					+ this.root.path(SwaggerConversion.MARK).asString() + " to OpenAPI 3.0, without its responses");
		}
		this.root.path("paths").properties().forEach((entry) -> readPath(entry.getKey(), entry.getValue()));
		this.flaws.forEach((flaw) -> warn(flaw.pointer(), operationAt(flaw.pointer()), flaw.detail()));
		return new ApiDescription(this.operations, Servers.firstUrl(this.root).orElse(null), Weight.of(this.root),
				this.warnings);
	}

	private void warn(String pointer, @Nullable String operation, String message) {
		if (this.warnings.size() < MAX_WARNINGS) {
			this.warnings.add(new SpecWarning(pointer, operation, message));
		}
	}

	// an operation is at /paths, its path and its method
	private @Nullable String operationAt(String pointer) {
		String[] steps = pointer.split("/", 5);
		return (steps.length < 4) ? null : this.namesByPointer.get("/" + steps[1] + "/" + steps[2] + "/" + steps[3]);
	}

	private void readPath(String path, JsonNode value) {
		if (path.startsWith("x-")) {
			return;
		}
		JsonNode item = pathItem(value);
		for (String method : METHODS) {
			JsonNode operation = item.path(method);
			if (operation.isObject() && this.operations.size() < this.maxOperations) {
				add(operation(path, item, method, operation), pointer(path) + "/" + method);
			}
		}
	}

	private void add(ApiOperation operation, String pointer) {
		this.operations.add(operation);
		this.namesByPointer.put(pointer, operation.name());
		operation.obstacles().forEach((obstacle) -> warn(pointer, operation.name(), obstacle.detail()));
	}

	private static String pointer(String path) {
		return "/paths" + JsonPointer.empty().appendProperty(path);
	}

	// OpenAPI 3.1 allows a path to say more beside its reference
	private JsonNode pathItem(JsonNode value) {
		JsonNode target = this.references.resolve(value);
		if (value instanceof ObjectNode own && References.isReference(value) && target instanceof ObjectNode shared) {
			return StrictJson.mapper().createObjectNode().setAll(shared).setAll(own);
		}
		return target;
	}

	private ApiOperation operation(String path, JsonNode item, String method, JsonNode operation) {
		PathTemplate template = PathTemplate.of(path);
		List<Fault> obstacles = new ArrayList<>();
		template.flaw().ifPresent((flaw) -> obstacles.add(new Fault("", "cannot be called: its path " + flaw)));
		if (Servers.areOthers(this.root, item, operation)) {
			obstacles.add(new Fault("", "cannot be called: it is served from another address than the description's"));
		}
		List<Parameter> taken = this.parameters.read(template, item, operation, obstacles);
		if (this.references.resolve(operation.path("requestBody")).isMissingNode() && operation.has("requestBody")) {
			obstacles.add(new Fault("", "cannot be called: its requestBody refers to nothing in this description"));
		}
		Outline outline = new Outline(nameOf(operation, method, path), method.toUpperCase(Locale.ROOT), template,
				PathTemplate.withoutFragment(path), text(operation, "summary"), text(operation, "description"),
				operation.path("deprecated").asBoolean(false), idempotent(operation), List.copyOf(obstacles));
		return new ApiOperation(outline, taken, body(method, operation), this.schemas.definitions());
	}

	private static @Nullable Boolean idempotent(JsonNode operation) {
		JsonNode said = operation.path("x-idempotent");
		return said.isBoolean() ? said.asBoolean() : null;
	}

	private String nameOf(JsonNode operation, String method, String path) {
		String declared = declaredName(operation);
		if (declared != null && this.names.claim(declared)) {
			return declared;
		}
		String name = this.names.freeLike((declared != null) ? declared : madeUpName(method, path));
		if (declared != null) {
			warn(pointer(path) + "/" + method + "/operationId", name,
					"is the operationId of another operation as well: this one is called " + name);
		}
		return name;
	}

	private static @Nullable String declaredName(JsonNode operation) {
		String id = text(operation, "operationId");
		return (id == null || id.isBlank()) ? null : id;
	}

	// nobody's name may be given to another operation, wherever its own stands
	private Stream<String> declaredNames() {
		return this.root.path("paths")
			.valueStream()
			.map(this::pathItem)
			.flatMap((item) -> METHODS.stream().map(item::path))
			.map(SpecReader::declaredName)
			.filter(Objects::nonNull)
			.map(Objects::requireNonNull);
	}

	private static String madeUpName(String method, String path) {
		String words = path.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_|_$", "");
		return words.isEmpty() ? method : method + "_" + words;
	}

	private static @Nullable String text(JsonNode object, String name) {
		return object.path(name).isString() ? object.path(name).asString() : null;
	}

	private @Nullable RequestBody body(String method, JsonNode operation) {
		JsonNode declared = this.references.resolve(operation.path("requestBody"));
		if (WITHOUT_BODY.contains(method)) {
			return null;
		}
		return declared.path("content")
			.properties()
			.stream()
			.filter((entry) -> BodyFormat.isMediaType(entry.getKey()))
			.min((one, other) -> BodyFormat.of(one.getKey()).compareTo(BodyFormat.of(other.getKey())))
			.map((entry) -> body(entry, declared.path("required").asBoolean(false)))
			.orElse(null);
	}

	private RequestBody body(Map.Entry<String, JsonNode> content, boolean required) {
		BodyFormat format = BodyFormat.of(content.getKey());
		JsonNode media = this.references.resolve(content.getValue());
		JsonNode schema = this.schemas.ofBody(format, media.path("schema"));
		JsonNode encoding = media.path("encoding");
		FileFields files = new FileFields(schema, encoding, this.schemas.definitions());
		return new RequestBody(content.getKey(), format, (format == BodyFormat.MULTIPART) ? files.schema() : schema,
				required, encoding, files);
	}

}
