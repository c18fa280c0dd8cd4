package io.connectorservice.json.schema;

import java.nio.charset.StandardCharsets;

import io.connectorservice.json.StrictJson;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;

/**
 * Loads the schema classes in the background, because startup compiles many schemas.
 */
final class JsonPreinitializer implements BackgroundPreinitializer {

	private static final byte[] SCHEMA = """
			{"type": "object", "properties": {"name": {"type": "string", "pattern": "^[a-z]+$"}}, "required": ["name"]}
			""".getBytes(StandardCharsets.UTF_8);

	@Override
	public void preinitialize() {
		JsonNode schema = StrictJson.read(SCHEMA);
		JsonSchema.of(schema).findFaults(schema);
	}

}
