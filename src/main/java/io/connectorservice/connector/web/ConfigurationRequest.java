package io.connectorservice.connector.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.connectorservice.connector.Connector;
import io.connectorservice.connector.ConnectorDraft;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.security.Caller;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The request body of a configuration, with the faults of its shape. Fields of a wrong
 * shape count as missing, so that one response can name the faults of all fields.
 *
 * @param readOnly the fields that only the service sets, removed from the others
 */
record ConfigurationRequest(ObjectNode fields, ObjectNode readOnly, List<Fault> faults) {

	// calls change these between a client's read and its update
	private static final Set<String> VOLATILE = Set.of("last_connected_at", "last_error", "token_expires_at");

	private static final String TENANT = "/tenant_id";

	/**
	 * Adds a fault for each read-only field that differs from the current configuration.
	 * Equal values are accepted, so that clients can send back what they read.
	 * @param current the configuration as responses show it; null for a new one
	 */
	ConfigurationRequest withReadOnlyFaults(@Nullable JsonNode current) {
		List<Fault> all = new ArrayList<>(this.faults);
		this.readOnly.properties()
			.stream()
			.filter((field) -> current == null
					|| !(VOLATILE.contains(field.getKey()) || field.getValue().equals(current.path(field.getKey()))))
			.forEach((field) -> all.add(new Fault("/" + field.getKey(), "is set by the service; leave it out")));
		return new ConfigurationRequest(this.fields, this.readOnly, all);
	}

	/**
	 * Returns the tenant that the configuration is for. A malformed tenant_id is already
	 * one of the faults and is reported together with them.
	 */
	TenantId resolveTenant(Caller caller) {
		boolean malformed = this.faults.stream().anyMatch((fault) -> fault.pointer().equals(TENANT));
		if (malformed && caller.tenant() == null) {
			throw ProblemException.invalid(this.faults);
		}
		return caller.actingTenant(malformed ? null : readText("tenant_id", null), TENANT);
	}

	ConnectorDraft toDraft() {
		return new ConnectorDraft(readTextOrEmpty("connector_name", null), readTextOrEmpty("service_name", null),
				readTextOrEmpty("auth_type", null), readText("way", null),
				readObject("auth_config", createEmptyObject()), apiSpec().filter((spec) -> !spec.isNull()).orElse(null),
				readScopes(null), readMetadata(null), this.fields.path("is_active").asBoolean(true));
	}

	/** Returns the configuration of a connector after this change. */
	ConnectorDraft applyTo(Connector current) {
		return new ConnectorDraft(readTextOrEmpty("connector_name", current.connectorName()),
				readTextOrEmpty("service_name", current.serviceName()),
				readTextOrEmpty("auth_type", current.authType()), readText("way", null),
				readObject("auth_config", current.authConfig()), null, readScopes(current.scopes()),
				readMetadata(current.metadata()), this.fields.path("is_active").asBoolean(current.active()));
	}

	Optional<JsonNode> apiSpec() {
		return Optional.ofNullable(this.fields.get("api_spec")).filter((spec) -> spec.isObject() || spec.isNull());
	}

	Map<String, Secret> readCredentials() {
		return readSecrets(this.fields.path("credentials"));
	}

	static Map<String, Secret> readSecrets(JsonNode credentials) {
		Map<String, Secret> secrets = new LinkedHashMap<>();
		credentials.propertyStream()
			.filter((entry) -> entry.getValue().isString())
			.forEach((entry) -> secrets.put(entry.getKey(), Secret.of(entry.getValue().asString())));
		return secrets;
	}

	private String readTextOrEmpty(String field, @Nullable String otherwise) {
		String text = readText(field, otherwise);
		return (text == null) ? "" : text;
	}

	private @Nullable String readText(String field, @Nullable String otherwise) {
		return this.fields.path(field).stringValueOpt().orElse(otherwise);
	}

	private ObjectNode readObject(String field, JsonNode otherwise) {
		if (this.fields.get(field) instanceof ObjectNode given) {
			return given;
		}
		return (otherwise instanceof ObjectNode kept) ? kept : createEmptyObject();
	}

	private static ObjectNode createEmptyObject() {
		return JsonNodeFactory.instance.objectNode();
	}

	private @Nullable List<String> readScopes(@Nullable List<String> otherwise) {
		JsonNode given = this.fields.get("scopes");
		if (given == null) {
			return otherwise;
		}
		if (!given.isArray()) {
			return null;
		}
		List<String> scopes = new ArrayList<>();
		given.forEach((scope) -> scopes.add(scope.asString("")));
		return scopes;
	}

	private @Nullable JsonNode readMetadata(@Nullable JsonNode otherwise) {
		JsonNode given = this.fields.get("metadata");
		if (given == null) {
			return otherwise;
		}
		return given.isObject() ? given : null;
	}

}
