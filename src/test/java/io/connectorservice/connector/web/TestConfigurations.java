package io.connectorservice.connector.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes bodies of configurations: one that is accepted, with any of its fields as a test
 * wants it.
 */
final class TestConfigurations {

	private final Map<String, String> fields = new LinkedHashMap<>();

	private TestConfigurations() {
	}

	/** An accepted configuration that calls nothing. */
	static TestConfigurations apikey() {
		return new TestConfigurations().with("connector_name", "\"tracker\"")
			.with("service_name", "\"in-house-tracker\"")
			.with("auth_type", "\"apikey\"")
			.with("auth_config", "{\"api_key_name\":\"X-Api-Key\",\"key_location\":\"header\"}");
	}

	static TestConfigurations basic() {
		return apikey().with("auth_type", "\"basic\"").with("auth_config", "{\"username\":\"zoë\"}");
	}

	/** A configuration for a service at an address. */
	static TestConfigurations at(String url) {
		return apikey().serverAt(url);
	}

	TestConfigurations serverAt(String url) {
		return with("api_spec", "{\"servers\":[{\"url\":\"" + url + "\"}]}");
	}

	TestConfigurations withName(String name) {
		return with("connector_name", "\"" + name + "\"");
	}

	/** The same with a field as the given JSON. */
	TestConfigurations with(String field, String json) {
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

	String json() {
		return this.fields.entrySet()
			.stream()
			.map((field) -> "\"" + field.getKey() + "\":" + field.getValue())
			.collect(Collectors.joining(",", "{", "}"));
	}

}
