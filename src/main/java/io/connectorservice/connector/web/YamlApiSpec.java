package io.connectorservice.connector.web;

import java.util.Optional;

import io.connectorservice.json.InvalidYamlException;
import io.connectorservice.json.StrictYaml;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts an API description that came as YAML text in its place as the JSON it stands for.
 *
 * @param longest characters that it may stand for
 */
record YamlApiSpec(long longest) {

	private static final String FIELD = "api_spec";

	/**
	 * Replaces the text.
	 * @return what is wrong with it, after which it counts as left out
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
		// aliases can make much of little
		if (description.toString().length() > this.longest) {
			return createFault("stands for more than " + this.longest + " characters of JSON");
		}
		configuration.set(FIELD, description);
		return Optional.empty();
	}

	private static Optional<Fault> createFault(String detail) {
		return Optional.of(new Fault("/" + FIELD, detail));
	}

}
