package io.connectorservice.catalog;

import java.util.List;
import java.util.Optional;

import io.connectorservice.catalog.entry.AuthMethod;
import io.connectorservice.catalog.entry.KnownService;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import tools.jackson.databind.node.JsonNodeFactory;

import org.springframework.stereotype.Component;

/**
 * Says for which services and auth methods the operator's OAuth apps can be used.
 */
@Component
public final class OAuthAppOffers {

	private final Catalog catalog;

	private final OAuthApps apps;

	OAuthAppOffers(Catalog catalog, OAuthApps apps) {
		this.catalog = catalog;
		this.apps = apps;
	}

	/** Whether connectors with this auth method can use the operator's OAuth app. */
	public boolean isOffered(KnownService service, AuthMethod method) {
		return OAuthAppUse.isPossible(service, method) && findApp(service)
			.filter((app) -> OAuthAppUse.permitsGrant(app, service, method, JsonNodeFactory.instance.objectNode()))
			.isPresent();
	}

	// the catalog can be read while the database is down
	private Optional<OAuthApp> findApp(KnownService service) {
		try {
			return this.apps.find(service.name());
		}
		catch (ProblemException _) {
			return Optional.empty();
		}
	}

	/**
	 * The reason why no OAuth app can be registered for a service; empty if one can.
	 * @throws ProblemException NOT_FOUND if the catalog has no such service
	 */
	public Optional<String> findRefusal(String serviceName) {
		KnownService service = this.catalog.find(serviceName)
			.orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND, "There is no such service in the catalog."));
		List<AuthMethod> methods = service.ways()
			.stream()
			.filter((method) -> method.authType().equals("oauth2"))
			.toList();
		if (methods.isEmpty()) {
			return Optional.of("names a service that is not connected by OAuth 2");
		}
		return methods.stream().anyMatch((method) -> OAuthAppUse.isPossible(service, method)) ? Optional.empty()
				: Optional.of("names a service whose catalog entry lets tenants choose the host: add an entry to"
						+ " CATALOG_DIR in which each variable of a host has an enum, or a pattern that ends with the"
						+ " fixed part of the host, such as [a-z0-9-]+\\.example\\.com");
	}

}
