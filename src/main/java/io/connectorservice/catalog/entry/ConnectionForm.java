package io.connectorservice.catalog.entry;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A method to authenticate at a known service, with the schemas from which a user
 * interface can render a form.
 *
 * @param id its value for {@code way} in a configuration
 * @param given the fields of {@code auth_config} that the catalog supplies
 * @param authConfig the JSON Schema of the fields of {@code auth_config} that a tenant
 * supplies
 * @param credentials the JSON Schema of the secrets that a tenant supplies
 * @param metadata the JSON Schema of the metadata that the URLs need
 * @param scopes the scopes to offer, each with what it allows
 * @param defaultScopes requested if the connector names no scopes
 * @param form the JSON Schema of everything that a tenant supplies, as parts of the
 * configuration's body; its fields carry {@code order}, {@code placeholder} and
 * {@code secret}
 * @param redirectUri the URI to register with the provider; null if no user has to
 * consent
 * @param oauthApp whether the operator registered an OAuth app for this method; a
 * connector without a client_id then uses it
 */
@Schema(name = "WayToAuthenticate")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConnectionForm(String id, @JsonProperty("auth_type") String authType, String title, @Nullable String help,
		@JsonProperty("documentation_url") @Nullable String documentationUrl, JsonNode given,
		@JsonProperty("auth_config_schema") JsonNode authConfig,
		@JsonProperty("credentials_schema") JsonNode credentials, @JsonProperty("metadata_schema") JsonNode metadata,
		Map<String, String> scopes, @JsonProperty("default_scopes") List<String> defaultScopes,
		@JsonProperty("form_schema") JsonNode form, @JsonProperty("redirect_uri") @Nullable String redirectUri,
		@JsonProperty("oauth_app") boolean oauthApp) {

	static ConnectionForm of(KnownService service, AuthMethod method, @Nullable String redirectUri, boolean hasApp) {
		FormSchemas schemas = new FormSchemas(service, method, hasApp);
		return new ConnectionForm(method.id(), method.authType(), method.title(), method.help(),
				method.documentationUrl(), method.config(), schemas.buildAuthConfigSchema(),
				schemas.buildCredentialsSchema(), schemas.buildMetadataSchema(), method.scopes(),
				method.defaultScopes(), schemas.buildFormSchema(), method.needsPerson() ? redirectUri : null, hasApp);
	}

}
