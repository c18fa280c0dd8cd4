package io.connectorservice.connector.web;

import java.util.Optional;

import io.connectorservice.json.InvalidYamlException;
import io.connectorservice.json.StrictYaml;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Replaces an API description that was sent as YAML text by the JSON that it represents.
 *
 * @param maxLength limit of that JSON, in characters
 */
record YamlApiSpec(long maxLength) {

	private static final String FIELD = "api_spec";

	/**
	 * Replaces the text.
	 * @return the fault of an invalid text, which is removed
	 */
	Optional<Fault> replaceYaml(ObjectNode configuration) {
		JsonNode given = configuration.path(FIELD);
		if (!given.isString()) {
			return Optional.empty();
		}
		configuration.remove(FIELD);
		try {
			return putDescription(StrictYaml.read(given.asString()), configuration);
		}
		catch (InvalidYamlException invalid) {
			return createFault("line " + invalid.line() + ": " + invalid.reason());
		}
	}

	private Optional<Fault> putDescription(JsonNode description, ObjectNode configuration) {
		if (!description.isObject()) {
			return createFault("must be an object, or YAML text that stands for one");
		}
		// aliases can expand a short text to a huge document
		if (description.toString().length() > this.maxLength) {
			return createFault("stands for more than " + this.maxLength + " characters of JSON");
		}
		configuration.set(FIELD, description);
		return Optional.empty();
	}

	private static Optional<Fault> createFault(String detail) {
		return Optional.of(new Fault("/" + FIELD, detail));
	}

}
