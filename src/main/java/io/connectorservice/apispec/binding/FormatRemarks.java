package io.connectorservice.apispec.binding;

import java.lang.ref.SoftReference;
import java.util.List;
import java.util.function.Supplier;

import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reports texts of a payload that do not have the format of their schema. They are
 * reported and not rejected, because each service decides which dates it accepts.
 */
final class FormatRemarks {

	private final Supplier<JsonNode> schema;

	private volatile @Nullable Boolean namesFormats;

	private volatile SoftReference<JsonSchema> compiled = new SoftReference<>(null);

	FormatRemarks(Supplier<JsonNode> schema) {
		this.schema = schema;
	}

	/** Returns remarks on a payload that is otherwise valid. */
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
