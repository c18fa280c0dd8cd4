package io.connectorservice.apispec.binding;

import java.util.List;

import io.connectorservice.problem.Fault;
import org.jspecify.annotations.Nullable;

/**
 * One validated call of an operation, ready to be sent.
 *
 * @param path percent-encoded, begins with a slash, to be appended to the base URL
 * @param query names and values, not encoded
 * @param headers names that are HTTP tokens, with values of visible ASCII; no credentials
 * @param mediaType media type of the body; null if there is no body
 * @param remarks parts of the payload that the service may reject although they are valid
 * for its schema
 */
// The array is not shared, and calls are not compared.
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
