package io.connectorservice.apispec.binding;

import tools.jackson.databind.JsonNode;

/**
 * The one body of an operation's several that is sent.
 *
 * @param schema translated
 * @param encoding how the fields of a form or multipart body are written, by their names
 * @param files which fields of a multipart body are files
 */
public record RequestBody(String mediaType, BodyFormat format, JsonNode schema, boolean required, JsonNode encoding,
		FileFields files) {

}
