package io.connectorservice.catalog.entry;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One way to authenticate at a known service, as a form can be drawn of it.
 *
 * @param id names it in a configuration's {@code way}
 * @param given the fields of {@code auth_config} that need not be given
 * @param authConfig the JSON Schema of those that a tenant gives
 * @param credentials the JSON Schema of the secrets that a tenant gives
 * @param metadata the JSON Schema of the metadata that the addresses need
 * @param scopes those worth offering, with what each allows
 * @param defaultScopes asked for where the connector names none
 * @param form the JSON Schema of all that a tenant gives, as parts of the configuration's
 * body; its fields carry {@code order}, {@code placeholder} and {@code secret}
 * @param redirectUri what to register with the provider, where a person consents
 */
@Schema(name = "WayToAuthenticate")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConnectionForm(String id, @JsonProperty("auth_type") String authType, String title, @Nullable String help,
		@JsonProperty("documentation_url") @Nullable String documentationUrl, JsonNode given,
		@JsonProperty("auth_config_schema") JsonNode authConfig,
		@JsonProperty("credentials_schema") JsonNode credentials, @JsonProperty("metadata_schema") JsonNode metadata,
		Map<String, String> scopes, @JsonProperty("default_scopes") List<String> defaultScopes,
		@JsonProperty("form_schema") JsonNode form, @JsonProperty("redirect_uri") @Nullable String redirectUri) {

	static ConnectionForm of(KnownService service, AuthMethod way, @Nullable String redirectUri) {
		return new ConnectionForm(way.id(), way.authType(), way.title(), way.help(), way.documentationUrl(),
				way.config(), FormSchemas.buildAuthConfigSchema(way), FormSchemas.buildCredentialsSchema(way),
				FormSchemas.buildMetadataSchema(service, way), way.scopes(), way.defaultScopes(),
				FormSchemas.buildFormSchema(service, way), way.needsPerson() ? redirectUri : null);
	}

}
