package io.connectorservice.connector.web;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.connectorservice.apispec.binding.ApiOperation;
import io.connectorservice.connector.ConnectorManager.TestedConnection;
import io.connectorservice.external.ServiceResponse;
import io.connectorservice.problem.Fault;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What operations answer with.
 */
final class OperationViews {

	private OperationViews() {
	}

	/**
	 * What a test found.
	 */
	@Schema(name = "ConnectionTest")
	record TestView(@Schema(allowableValues = {
			"success", "failure" }) String status, String message, @JsonProperty("tested_at") Instant testedAt){

		static TestView of(TestedConnection tested) {
			return new TestView(tested.success() ? "success" : "failure", tested.message(), tested.testedAt());
		}

	}

	/**
	 * What was read, and where it came from.
	 */
	@Schema(name = "Data")
	record DataView(@Nullable JsonNode data, @JsonProperty("source_metadata") SourceView sourceMetadata) {

		static DataView of(ServiceResponse answer) {
			return new DataView(answer.data(), SourceView.of(answer));
		}

	}

	/**
	 * What an action brought.
	 *
	 * @param warnings what the service may have minded of the payload; left out where
	 * there is nothing
	 */
	@Schema(name = "ActionResult")
	record ResultView(@Schema(allowableValues = "success") String status, @Nullable JsonNode result,
			@JsonProperty("source_metadata") SourceView sourceMetadata,
			@Schema(description = "What the service may have minded of the payload: texts that are not of the format that"
					+ " the description names. They were sent as they are; left out where there is nothing") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<WarningView> warnings) {

		static ResultView of(ServiceResponse answer) {
			List<WarningView> warnings = answer.warnings().stream().map(WarningView::of).toList();
			return new ResultView("success", answer.data(), SourceView.of(answer),
					warnings.isEmpty() ? null : warnings);
		}

	}

	/**
	 * What may be wrong with a part of a payload.
	 */
	@Schema(name = "PayloadWarning")
	record WarningView(@Schema(description = "Where, as a JSON pointer (RFC 6901)") String pointer, String detail) {

		static WarningView of(Fault remark) {
			return new WarningView(remark.pointer(), remark.detail());
		}

	}

	/**
	 * Where an answer came from.
	 *
	 * @param encoding {@code base64} where the body is neither JSON nor text
	 * @param next the query string of the call that goes on with this list
	 * @param nextProblem why the rest of the list, or its items, cannot be had
	 */
	@Schema(name = "SourceMetadata")
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record SourceView(@JsonProperty("request_url") String requestUrl, @JsonProperty("status_code") int statusCode,
			@JsonProperty("media_type") @Nullable String mediaType, @Nullable String encoding,
			Map<String, String> headers, @Nullable String next,
			@Schema(description = "Why the rest of the list, or its items, cannot be had, although the service says or may"
					+ " mean that there is more") @JsonProperty("next_problem") @Nullable String nextProblem) {

		static SourceView of(ServiceResponse answer) {
			return new SourceView(answer.requestUrl(), answer.statusCode(), answer.mediaType(),
					answer.base64() ? "base64" : null, new LinkedHashMap<>(answer.headers()),
					(answer.next() == null) ? null : NextQuery.buildQuery(answer.next()), answer.gap());
		}

	}

	/**
	 * An action that a connector has.
	 */
	@Schema(name = "Action")
	record ActionView(String name, @Nullable String summary, @Nullable String description, String method, String path,
			boolean deprecated, boolean idempotent, @JsonProperty("payload_schema") JsonNode payloadSchema) {

		static ActionView of(ApiOperation operation) {
			return new ActionView(operation.name(), operation.summary(), operation.description(), operation.method(),
					operation.path(), operation.isDeprecated(), operation.isIdempotent(),
					operation.buildPayloadSchema());
		}

	}

}
