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
 * A configuration as it came, with the faults of its shape. Parts of a wrong shape count
 * as left out, so that what is wrong with the others can be named in the same answer.
 *
 * @param readOnly what is the service's to set, taken out of the fields
 */
record ConfigurationRequest(ObjectNode fields, ObjectNode readOnly, List<Fault> faults) {

	// calls change these between a read and the change that follows it
	private static final Set<String> MOVING = Set.of("last_connected_at", "last_error", "token_expires_at");

	private static final String TENANT = "/tenant_id";

	/**
	 * The same with a fault for each field that is the service's to set, unless it says
	 * what is so already: whoever sends back what was read changes nothing.
	 * @param current the configuration as it is answered; none where there is none yet
	 */
	ConfigurationRequest withReadOnlyFaults(@Nullable JsonNode current) {
		List<Fault> all = new ArrayList<>(this.faults);
		this.readOnly.properties()
			.stream()
			.filter((field) -> current == null
					|| !(MOVING.contains(field.getKey()) || field.getValue().equals(current.path(field.getKey()))))
			.forEach((field) -> all.add(new Fault("/" + field.getKey(), "is set by the service; leave it out")));
		return new ConfigurationRequest(this.fields, this.readOnly, all);
	}

	/**
	 * The tenant that the configuration is for. What cannot be read as one is among the
	 * faults, so it is named together with all others.
	 */
	TenantId resolveTenant(Caller caller) {
		boolean unreadable = this.faults.stream().anyMatch((fault) -> fault.pointer().equals(TENANT));
		if (unreadable && caller.tenant() == null) {
			throw ProblemException.invalid(this.faults);
		}
		return caller.actingTenant(unreadable ? null : readText("tenant_id", null), TENANT);
	}

	ConnectorDraft toDraft() {
		return new ConnectorDraft(readTextOrEmpty("connector_name", null), readTextOrEmpty("service_name", null),
				readTextOrEmpty("auth_type", null), readText("way", null),
				readObject("auth_config", createEmptyObject()), apiSpec().filter((spec) -> !spec.isNull()).orElse(null),
				readScopes(null), readMetadata(null), this.fields.path("is_active").asBoolean(true));
	}

	/** The configuration that a connector has when these fields are changed. */
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
		Map<String, Secret> credentials = new LinkedHashMap<>();
		this.fields.path("credentials")
			.propertyStream()
			.filter((entry) -> entry.getValue().isString())
			.forEach((entry) -> credentials.put(entry.getKey(), Secret.of(entry.getValue().asString())));
		return credentials;
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
