package io.connectorservice.connector.web;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.connectorservice.apispec.binding.ApiOperation;
import io.connectorservice.connector.operation.ConnectorManager.TestedConnection;
import io.connectorservice.external.ServiceResponse;
import io.connectorservice.problem.Fault;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The response bodies of operations.
 */
final class OperationViews {

	private OperationViews() {
	}

	/**
	 * The result of a connection test.
	 */
	@Schema(name = "ConnectionTest")
	record TestView(@Schema(allowableValues = {
			"success", "failure" }) String status, String message, @JsonProperty("tested_at") Instant testedAt){

		static TestView of(TestedConnection tested) {
			return new TestView(tested.success() ? "success" : "failure", tested.message(), tested.testedAt());
		}

	}

	/**
	 * Data that was read from a service, and its source.
	 */
	@Schema(name = "Data")
	record DataView(@Nullable JsonNode data, @JsonProperty("source_metadata") SourceView sourceMetadata) {

		static DataView of(ServiceResponse response) {
			return new DataView(response.data(), SourceView.of(response));
		}

	}

	/**
	 * The result of an action.
	 *
	 * @param warnings possible faults of the payload, which was sent nevertheless; null
	 * if there are none
	 */
	@Schema(name = "ActionResult")
	record ResultView(@Schema(allowableValues = "success") String status, @Nullable JsonNode result,
			@JsonProperty("source_metadata") SourceView sourceMetadata,
			@Schema(description = "What the service may have minded of the payload: texts that are not of the format that"
					+ " the description names. They were sent as they are; left out where there is nothing") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<WarningView> warnings) {

		static ResultView of(ServiceResponse response) {
			List<WarningView> warnings = response.warnings().stream().map(WarningView::of).toList();
			return new ResultView("success", response.data(), SourceView.of(response),
					warnings.isEmpty() ? null : warnings);
		}

	}

	/**
	 * A possible fault of a part of a payload.
	 */
	@Schema(name = "PayloadWarning")
	record WarningView(@Schema(description = "Where, as a JSON pointer (RFC 6901)") String pointer, String detail) {

		static WarningView of(Fault fault) {
			return new WarningView(fault.pointer(), fault.detail());
		}

	}

	/**
	 * The source of a response.
	 *
	 * @param encoding {@code base64} if the body is neither JSON nor text
	 * @param next the query string that requests the next page
	 * @param nextProblem the reason why the rest of the list, or some of its items,
	 * cannot be read
	 */
	@Schema(name = "SourceMetadata")
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record SourceView(@JsonProperty("request_url") String requestUrl, @JsonProperty("status_code") int statusCode,
			@JsonProperty("media_type") @Nullable String mediaType, @Nullable String encoding,
			Map<String, String> headers, @Nullable String next,
			@Schema(description = "Why the rest of the list, or its items, cannot be had, although the service says or may"
					+ " mean that there is more") @JsonProperty("next_problem") @Nullable String nextProblem) {

		static SourceView of(ServiceResponse response) {
			return new SourceView(response.requestUrl(), response.statusCode(), response.mediaType(),
					response.base64() ? "base64" : null, new LinkedHashMap<>(response.headers()),
					(response.next() == null) ? null : ServiceQuery.formatNextQuery(response.next()), response.gap());
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
