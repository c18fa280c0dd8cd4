package io.connectorservice.catalog.web;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.connectorservice.catalog.OAuthAppOffers;
import io.connectorservice.catalog.entry.AuthMethod;
import io.connectorservice.catalog.entry.ConnectionForm;
import io.connectorservice.catalog.entry.KnownService;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The response bodies of the catalog.
 */
final class ServiceViews {

	private ServiceViews() {
	}

	/**
	 * A known service in a list.
	 */
	@Schema(name = "ServiceSummary")
	record SummaryView(@JsonProperty("service_name") String serviceName, String title, @Nullable String description,
			List<String> categories, @JsonProperty("auth_types") List<String> authTypes,
			@JsonProperty("oauth_app") boolean oauthApp) {

		static SummaryView of(KnownService service, OAuthAppOffers offers) {
			return new SummaryView(service.name(), service.title(), service.description(), service.categories(),
					service.ways().stream().map(AuthMethod::authType).distinct().toList(),
					service.ways().stream().anyMatch((method) -> offers.isOffered(service, method)));
		}

	}

	/**
	 * A known service with everything that a form to connect it needs.
	 */
	@Schema(name = "Service")
	record ServiceView(@JsonProperty("service_name") String serviceName, String title, @Nullable String description,
			List<String> categories, @JsonProperty("documentation_url") String documentationUrl,
			@JsonProperty("base_url") String baseUrl, @JsonProperty("auth") List<ConnectionForm> ways, boolean pages,
			List<ActionSummary> actions) {

		static ServiceView of(KnownService service, @Nullable String redirectUri, OAuthAppOffers offers) {
			return new ServiceView(service.name(), service.title(), service.description(), service.categories(),
					service.documentationUrl(), service.baseUrl(),
					service.createForms(redirectUri, (method) -> offers.isOffered(service, method)),
					service.pagination() != null,
					service.actions()
						.properties()
						.stream()
						.map((action) -> new ActionSummary(action.getKey(),
								action.getValue().path("summary").asString("")))
						.toList());
		}

	}

	/**
	 * An action of every connector of a service. The connector's list of actions has the
	 * schema of its payload.
	 */
	@Schema(name = "ServiceAction")
	record ActionSummary(String name, String summary) {
	}

}
