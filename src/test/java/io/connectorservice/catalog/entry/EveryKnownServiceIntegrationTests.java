package io.connectorservice.catalog.entry;

import java.util.Map;
import java.util.stream.Stream;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.ServiceClient.Answer;
import io.connectorservice.catalog.Catalog;
import io.connectorservice.catalog.CatalogTests;
import io.connectorservice.json.StrictJson;
import io.connectorservice.oauth.TestKeys;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fills in the form of each auth method of each service in the catalog and connects it:
 * the catalog's values and the form's fields must be sufficient.
 */
@ConnectorServiceTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryKnownServiceIntegrationTests {

	private static final Catalog OWN = CatalogTests.catalog(null);

	private final ServiceClient tenant;

	EveryKnownServiceIntegrationTests(@Autowired ServiceClient client) {
		this.tenant = client.asNewTenant();
	}

	static Stream<Arguments> everyWay() {
		return OWN.search(null, null)
			.stream()
			.flatMap((service) -> service.ways().stream().map((way) -> Arguments.of(service.name(), way)));
	}

	@ParameterizedTest
	@MethodSource("everyWay")
	void connectsWithFieldsOfItsForm(String service, AuthMethod way) {
		ObjectNode body = StrictJson.mapper().createObjectNode();
		body.put("connector_name", service + " " + way.title()).put("service_name", service);
		body.put("auth_type", way.authType());
		FormSchemas schemas = new FormSchemas(OWN.find(service).orElseThrow(), way, false);
		ObjectNode config = fillSchema(schemas.buildAuthConfigSchema());
		way.config()
			.properties()
			.stream()
			.filter((entry) -> isNamed(entry.getKey()))
			.forEach((entry) -> config.set(entry.getKey(), entry.getValue()));
		body.set("auth_config", config);
		body.set("metadata", fillSchema(schemas.buildMetadataSchema()));
		body.set("credentials", fillSchema(schemas.buildCredentialsSchema()));
		Answer created = this.tenant.post(ServiceClient.CONFIGURATIONS, body.toString());
		assertThat(created.status()).as(body + " " + created.text()).isEqualTo(201);
		String id = created.json().path("id").asString();
		Answer actions = this.tenant.get(ServiceClient.BASE + "/" + id + "/actions?limit=100");
		assertThat(actions.json().at("/pagination/total").asInt())
			.isEqualTo(OWN.find(service).orElseThrow().actions().size());
	}

	// fields that distinguish several methods of one auth_type must be set
	private static boolean isNamed(String field) {
		return field.equals("strategy") || field.equals("grant_type");
	}

	private static ObjectNode fillSchema(JsonNode schema) {
		ObjectNode values = StrictJson.mapper().createObjectNode();
		for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
			values.set(field.getKey(), value(field.getKey(), field.getValue()));
		}
		return values;
	}

	private static JsonNode value(String name, JsonNode field) {
		if (name.equals("private_key")) {
			return StrictJson.mapper().getNodeFactory().stringNode(TestKeys.pkcs8(TestKeys.RSA));
		}
		if (field.has("enum")) {
			return field.path("enum").path(0);
		}
		JsonNode example = field.has("default") ? field.path("default") : field.path("examples").path(0);
		return example.isMissingNode() ? StrictJson.mapper().getNodeFactory().stringNode("test-value") : example;
	}

}
