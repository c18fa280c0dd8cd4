package io.connectorservice.apispec.binding;

import java.util.List;

import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;

/**
 * One call of an operation, checked and ready to be sent.
 *
 * @param path begins with a slash and is percent-encoded; to be put after the base URL
 * @param query names and values, not encoded
 * @param headers names are tokens, values visible ASCII; no credentials among them
 * @param mediaType what the body is; none where there is no body
 * @param remarks what the service may mind of the payload, although it fits its schema
 */
// the body's bytes are this call's own: nobody else holds them
@SuppressWarnings("ArrayRecordComponent")
public record OperationCall(String method, String path, List<NameValue> query, List<NameValue> headers,
		@Nullable String mediaType, byte @Nullable [] body, List<Fault> remarks) {

	public OperationCall {
		query = List.copyOf(query);
		headers = List.copyOf(headers);
		remarks = List.copyOf(remarks);
	}

	OperationCall withRemarks(List<Fault> remarks) {
		return new OperationCall(this.method, this.path, this.query, this.headers, this.mediaType, this.body,
				remarks.stream().map((remark) -> remark.withPrefix("/payload")).toList());
	}

}
