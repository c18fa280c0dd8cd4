package io.connectorservice.apispec.binding;

import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.connectorservice.json.StrictJson;
import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One operation of an API: describes its payload and turns a payload into a call.
 */
public final class ApiOperation {

	private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");

	private final Outline outline;

	private final @Nullable RequestBody body;

	private final Definitions definitions;

	private final FlatForm flat;

	private final ExplicitForm explicit;

	// The references are soft, because thousands of
	// compiled schemas must not exhaust the heap.
	private volatile SoftReference<JsonSchema> flatSchema = new SoftReference<>(null);

	private volatile SoftReference<JsonSchema> explicitSchema = new SoftReference<>(null);

	private final FormatRemarks flatRemarks;

	private final FormatRemarks explicitRemarks;

	public ApiOperation(Outline outline, List<Parameter> parameters, @Nullable RequestBody body,
			Definitions definitions) {
		this.outline = outline;
		this.body = body;
		this.definitions = definitions;
		this.flat = new FlatForm(parameters, body, definitions);
		this.explicit = new ExplicitForm(parameters, body);
		this.flatRemarks = new FormatRemarks(() -> buildSelfContainedSchema(this.flat));
		this.explicitRemarks = new FormatRemarks(() -> buildSelfContainedSchema(this.explicit));
	}

	/** The operationId, or a name generated from method and path; always unique. */
	public String name() {
		return this.outline.name();
	}

	public String method() {
		return this.outline.method();
	}

	/** The path as described, with its variables unfilled. */
	public String path() {
		return this.outline.path();
	}

	public @Nullable String summary() {
		return this.outline.summary();
	}

	public @Nullable String description() {
		return this.outline.description();
	}

	public boolean isDeprecated() {
		return this.outline.deprecated();
	}

	/** Whether the operation can be called; false if the description has an obstacle. */
	public boolean isCallable() {
		return this.outline.obstacles().isEmpty();
	}

	public List<Fault> obstacles() {
		return this.outline.obstacles();
	}

	/**
	 * Whether repeating the call has no further effect, according to {@code x-idempotent}
	 * in the description, or else to the method (RFC 9110, 9.2.2).
	 */
	public boolean isIdempotent() {
		return Objects.requireNonNullElseGet(this.outline.idempotent(), () -> IDEMPOTENT.contains(method()));
	}

	/**
	 * Builds the JSON Schema (2020-12) of a flat payload, with all referenced definitions
	 * under {@code $defs}. It must not be modified, because its parts are shared.
	 */
	public ObjectNode buildPayloadSchema() {
		return this.definitions.embedDefinitions(this.flat.buildSchema());
	}

	/**
	 * Turns a payload into a call. A payload is explicit if it has no other keys than
	 * {@code path}, {@code query}, {@code header} and {@code body}, and flat otherwise.
	 * If all its keys are also names of the flat form, the form that it is valid for
	 * decides, and the flat form if it is valid for neither.
	 * @throws ProblemException VALIDATION_FAILED with all faults under {@code /payload}
	 */
	// The form is one of two instances, so identity is enough.
	@SuppressWarnings("ReferenceEquality")
	public OperationCall bindPayload(JsonNode payload) {
		requireNoFaults(this.outline.obstacles());
		JsonNode given = payload.isNull() || payload.isMissingNode() ? StrictJson.mapper().createObjectNode() : payload;
		PayloadForm form = selectForm(given);
		List<Fault> remarks = ((form == this.flat) ? this.flatRemarks : this.explicitRemarks).findRemarks(given);
		return new CallBuilder(method(), this.outline.template()).buildCall(form.splitPayload(given), this.body)
			.withRemarks(remarks);
	}

	private PayloadForm selectForm(JsonNode given) {
		boolean couldBeExplicit = given.isObject() && !given.isEmpty()
				&& ExplicitForm.KEYS.containsAll(given.propertyNames());
		if (couldBeExplicit && !this.flat.listNames().containsAll(given.propertyNames())) {
			requireNoFaults(explicitSchema().findFaults(given));
			return this.explicit;
		}
		List<Fault> faults = flatSchema().findFaults(given);
		if (couldBeExplicit && !faults.isEmpty() && explicitSchema().findFaults(given).isEmpty()) {
			return this.explicit;
		}
		requireNoFaults(faults);
		return this.flat;
	}

	private JsonSchema flatSchema() {
		JsonSchema schema = this.flatSchema.get();
		if (schema == null) {
			schema = compileSchema(this.flat);
			this.flatSchema = new SoftReference<>(schema);
		}
		return schema;
	}

	private JsonSchema explicitSchema() {
		JsonSchema schema = this.explicitSchema.get();
		if (schema == null) {
			schema = compileSchema(this.explicit);
			this.explicitSchema = new SoftReference<>(schema);
		}
		return schema;
	}

	private JsonSchema compileSchema(PayloadForm form) {
		return JsonSchema.withoutFormats(buildSelfContainedSchema(form));
	}

	private ObjectNode buildSelfContainedSchema(PayloadForm form) {
		return this.definitions.embedDefinitions(form.buildSchema());
	}

	private static void requireNoFaults(List<Fault> faults) {
		if (!faults.isEmpty()) {
			throw ProblemException.invalid(faults.stream().map((fault) -> fault.withPrefix("/payload")).toList());
		}
	}

	/**
	 * The name and the location of an operation.
	 *
	 * @param idempotent whether the call may be repeated; null if the method decides
	 * @param obstacles reasons why the operation cannot be called
	 */
	public record Outline(String name, String method, PathTemplate template, String path, @Nullable String summary,
			@Nullable String description, boolean deprecated, @Nullable Boolean idempotent, List<Fault> obstacles) {

	}

}
