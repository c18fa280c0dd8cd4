package io.connectorservice.apispec.binding;

import tools.jackson.databind.JsonNode;

/**
 * The request body of an operation, in the one media type that is sent.
 *
 * @param schema the translated schema
 * @param encoding how the fields of a form or multipart body are written, by name
 * @param files decides which fields of a multipart body are files
 */
public record RequestBody(String mediaType, BodyFormat format, JsonNode schema, boolean required, JsonNode encoding,
		FileFields files) {

}
