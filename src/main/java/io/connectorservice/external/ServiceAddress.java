package io.connectorservice.external;

import java.util.Optional;

import io.connectorservice.catalog.entry.KnownService;
import io.connectorservice.catalog.entry.ProbeCall;
import io.connectorservice.catalog.entry.Templates;
import io.connectorservice.catalog.entry.UnfilledVariableException;
import io.connectorservice.external.call.ServiceConnection;
import io.connectorservice.outbound.url.InvalidTargetException;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import tools.jackson.databind.JsonNode;

/**
 * The URLs of a connector's service, with the problems of a connector that has none.
 */
record ServiceAddress(ServiceConnection connection) {

	static final String POINTER = "/api_spec/servers/0/url";

	static final String TEST_PATH = "test_path";

	/**
	 * Finds the base URL of a connector that is about to be called.
	 * @throws ProblemException CONFIGURATION_INVALID where there is none
	 */
	TargetUrl requireBaseUrl() {
		try {
			return this.connection.findBaseUrl()
				.orElseThrow(() -> configurationInvalidProblem(
						"it names no base URL: set api_spec.servers[0].url, for example https://api.example.com"));
		}
		catch (InvalidTargetException refused) {
			throw configurationInvalidProblem(refused.getMessage());
		}
		catch (UnfilledVariableException unfilled) {
			throw this.connection.known().connectionData().containsKey(unfilled.variable())
					? authorizationRequiredProblem(unfilled)
					: configurationInvalidProblem(String.valueOf(unfilled.getMessage()));
		}
	}

	private static ProblemException authorizationRequiredProblem(UnfilledVariableException unfilled) {
		return ProblemException.of(ProblemCode.AUTHORIZATION_REQUIRED,
				"The service's address is known once the connector is authorized (at its oauth2/authorizations), unless metadata gives "
						+ unfilled.variable() + ".");
	}

	/**
	 * Resolves the URL that tests the connection: metadata.test_path, else the path of
	 * the catalog entry's probe, else the base URL itself.
	 */
	TargetUrl resolveTestUrl(TargetUrl base) {
		return Optional.ofNullable(this.connection.metadataText(TEST_PATH))
			.or(() -> findKnownProbe().map(ProbeCall::path))
			.map(base::resolve)
			.orElse(base);
	}

	/** The catalog entry's probe, which the tenant's own path replaces. */
	Optional<ProbeCall> findKnownProbe() {
		return (this.connection.metadataText(TEST_PATH) != null) ? Optional.empty()
				: this.connection.known().service().map(KnownService::probe);
	}

	static ProblemException configurationInvalidProblem(String why) {
		return ProblemException.of(ProblemCode.CONFIGURATION_INVALID,
				"The saved configuration cannot be used: " + why + ".");
	}

}
