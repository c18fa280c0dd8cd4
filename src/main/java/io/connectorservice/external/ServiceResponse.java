package io.connectorservice.external;

import java.util.List;
import java.util.Map;

import io.connectorservice.external.call.ResponseBody;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A service's successful response, with secrets masked.
 *
 * @param data the body: JSON as it is, text as a string, anything else in Base64
 * @param requestUrl the URL that was called, with credentials as {@code ***}
 * @param mediaType the body's type, as the service named it
 * @param base64 whether data is Base64
 * @param headers the headers that callers may see
 * @param items the array of items in data, where data is a page of a list
 * @param next the request for the next page
 * @param gap why the items or the rest of the list cannot be read; a sentence
 * @param warnings parts of the request that do not fit the API description
 */
public record ServiceResponse(JsonNode data, String requestUrl, int statusCode, @Nullable String mediaType,
		boolean base64, Map<String, String> headers, @Nullable JsonNode items, @Nullable DataRequest next,
		@Nullable String gap, List<Fault> warnings) {

	static ServiceResponse of(OutboundResponse response) {
		ResponseBody body = ResponseBody.of(response);
		return new ServiceResponse(body.data(), response.displayUrl(), response.status(), body.mediaType(),
				body.base64(), response.headers(), null, null, null, List.of());
	}

	/** This response with warnings about the request. */
	ServiceResponse withWarnings(List<Fault> warnings) {
		return new ServiceResponse(this.data, this.requestUrl, this.statusCode, this.mediaType, this.base64,
				this.headers, this.items, this.next, this.gap, warnings);
	}

	/** This response as one page of a list. */
	ServiceResponse withContinuation(@Nullable JsonNode items, Continuation continuation, @Nullable String gap) {
		return switch (continuation) {
			case Continuation.Next next -> withPage(items, next.request(), gap);
			case Continuation.End _ -> withPage(items, null, gap);
			case Continuation.Broken broken -> withPage(items, null, broken.reason());
		};
	}

	private ServiceResponse withPage(@Nullable JsonNode items, @Nullable DataRequest next, @Nullable String gap) {
		return new ServiceResponse(this.data, this.requestUrl, this.statusCode, this.mediaType, this.base64,
				this.headers, items, next, gap, this.warnings);
	}

}
