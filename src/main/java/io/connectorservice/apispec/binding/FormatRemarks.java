package io.connectorservice.apispec.binding;

import java.lang.ref.SoftReference;
import java.util.List;
import java.util.function.Supplier;

import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Says which texts of a payload are not of the format that its schema names. What a
 * service takes for a date is its own affair, so this refuses nothing.
 */
final class FormatRemarks {

	private final Supplier<JsonNode> schema;

	private volatile @Nullable Boolean namesFormats;

	private volatile SoftReference<JsonSchema> compiled = new SoftReference<>(null);

	FormatRemarks(Supplier<JsonNode> schema) {
		this.schema = schema;
	}

	/** Remarks on a payload that fits its schema otherwise. */
	List<Fault> findRemarks(JsonNode payload) {
		return namesFormats() ? compileSchema().findFaults(payload) : List.of();
	}

	private boolean namesFormats() {
		Boolean known = this.namesFormats;
		if (known == null) {
			known = JsonSchema.namesFormats(this.schema.get());
			this.namesFormats = known;
		}
		return known;
	}

	private JsonSchema compileSchema() {
		JsonSchema known = this.compiled.get();
		if (known == null) {
			known = JsonSchema.of(this.schema.get());
			this.compiled = new SoftReference<>(known);
		}
		return known;
	}

}
