package io.connectorservice.external;

import java.util.List;
import java.util.Map;

import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A service's successful answer, free of secrets.
 *
 * @param data the body: JSON as it is, text as a string, anything else in Base64
 * @param requestUrl what was called, its credentials as {@code ***}
 * @param mediaType the body's type, as the service named it
 * @param base64 whether data is Base64
 * @param headers those worth having
 * @param items the array in data that lists things, where it is a page of a list
 * @param next what to ask for to go on with the list
 * @param gap why the rest of the list, or its items, cannot be had; a sentence
 * @param warnings what the service may have minded of the request
 */
public record ServiceResponse(JsonNode data, String requestUrl, int statusCode, @Nullable String mediaType,
		boolean base64, Map<String, String> headers, @Nullable JsonNode items, @Nullable DataRequest next,
		@Nullable String gap, List<Fault> warnings) {

	/** The same with what the service may have minded of the request. */
	ServiceResponse withWarnings(List<Fault> warnings) {
		return new ServiceResponse(this.data, this.requestUrl, this.statusCode, this.mediaType, this.base64,
				this.headers, this.items, this.next, this.gap, warnings);
	}

	/** The same as a page of a list. */
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
