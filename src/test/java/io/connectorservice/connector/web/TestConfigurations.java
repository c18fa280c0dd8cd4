package io.connectorservice.connector.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Builds the bodies of valid configurations, in which a test may replace every field.
 */
public final class TestConfigurations {

	private final Map<String, String> fields = new LinkedHashMap<>();

	private TestConfigurations() {
	}

	/** A valid configuration without an address. */
	public static TestConfigurations apikey() {
		return new TestConfigurations().with("connector_name", "\"tracker\"")
			.with("service_name", "\"in-house-tracker\"")
			.with("auth_type", "\"apikey\"")
			.with("auth_config", "{\"api_key_name\":\"X-Api-Key\",\"key_location\":\"header\"}");
	}

	static TestConfigurations basic() {
		return apikey().with("auth_type", "\"basic\"").with("auth_config", "{\"username\":\"zoë\"}");
	}

	/** A configuration for a service at an address. */
	public static TestConfigurations at(String url) {
		return apikey().serverAt(url);
	}

	TestConfigurations serverAt(String url) {
		return with("api_spec", "{\"servers\":[{\"url\":\"" + url + "\"}]}");
	}

	public TestConfigurations withName(String name) {
		return with("connector_name", "\"" + name + "\"");
	}

	public TestConfigurations withApiKey(String key) {
		return with("credentials", "{\"api_key\":\"" + key + "\"}");
	}

	/** Returns a copy with one field set to the given JSON. */
	public TestConfigurations with(String field, String json) {
		TestConfigurations copy = new TestConfigurations();
		copy.fields.putAll(this.fields);
		copy.fields.put(field, json);
		return copy;
	}

	TestConfigurations without(String field) {
		TestConfigurations copy = new TestConfigurations();
		copy.fields.putAll(this.fields);
		copy.fields.remove(field);
		return copy;
	}

	public String json() {
		return this.fields.entrySet()
			.stream()
			.map((field) -> "\"" + field.getKey() + "\":" + field.getValue())
			.collect(Collectors.joining(",", "{", "}"));
	}

}
