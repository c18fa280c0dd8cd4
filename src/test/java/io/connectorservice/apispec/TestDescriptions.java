package io.connectorservice.apispec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

import io.connectorservice.apispec.binding.ApiOperation;
import io.connectorservice.json.StrictJson;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import tools.jackson.databind.JsonNode;

import org.springframework.util.unit.DataSize;

/**
 * Descriptions to test with.
 */
public final class TestDescriptions {

	static final ApiSpecSettings SETTINGS = new ApiSpecSettings(DataSize.ofMegabytes(64), Duration.ofHours(1), 5000,
			100);

	private TestDescriptions() {
	}

	public static ApiDescription kennel() {
		return describe(resource("/apispec/kennel.json"));
	}

	static JsonNode resource(String location) {
		try (InputStream in = TestDescriptions.class.getResourceAsStream(location)) {
			return StrictJson.read(Objects.requireNonNull(in));
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	public static ApiDescription describe(JsonNode description) {
		return new ApiDescriptions(SETTINGS, new SimpleMeterRegistry()).getDescription("digest", () -> description);
	}

	/** An operation, {@code POST /x}, of OpenAPI 3.1 with the body given. */
	public static ApiOperation withBody(String content) {
		return only("/x", "post", "{\"requestBody\":{\"required\":true,\"content\":" + content + "}}");
	}

	public static ApiOperation only(String path, String method, String operation) {
		return describe(
				json("{\"openapi\":\"3.1.0\",\"paths\":{\"" + path + "\":{\"" + method + "\":" + operation + "}}}"))
			.listAllOperations()
			.getFirst();
	}

	public static JsonNode json(String json) {
		return StrictJson.read(json.getBytes(StandardCharsets.UTF_8));
	}

}
