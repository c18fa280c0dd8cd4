package io.connectorservice.external;

import java.util.Optional;

import io.connectorservice.catalog.entry.Templates;
import io.connectorservice.catalog.entry.UnfilledVariableException;
import io.connectorservice.external.call.ServiceConnection;
import io.connectorservice.outbound.url.InvalidTargetException;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import tools.jackson.databind.JsonNode;

/**
 * Finds a service's base URL: the first server of the connector's API description, else
 * the URL of the catalog entry. Variables are filled from metadata or their defaults.
 */
final class BaseUrl {

	static final String POINTER = "/api_spec/servers/0/url";

	private BaseUrl() {
	}

	/**
	 * The base URL of a connector.
	 * @throws InvalidTargetException where the configured text is no usable URL
	 * @throws UnfilledVariableException where metadata lacks the value of a variable
	 */
	static Optional<TargetUrl> findBaseUrl(ServiceConnection connection) {
		return findOwnServer(connection).or(() -> connection.known().resolveBaseUrl()).map(TargetUrl::parseBaseUrl);
	}

	private static Optional<String> findOwnServer(ServiceConnection connection) {
		JsonNode server = connection.apiServer();
		return (server == null) ? Optional.empty()
				: server.path("url").stringValueOpt().map(Templates.ofServer(server, connection.metadata())::fill);
	}

	/**
	 * The base URL of a connector that is about to be called.
	 * @throws ProblemException CONFIGURATION_INVALID where there is none
	 */
	static TargetUrl requireBaseUrl(ServiceConnection connection) {
		try {
			return findBaseUrl(connection).orElseThrow(() -> configurationInvalidProblem(
					"it names no base URL: set api_spec.servers[0].url, for example https://api.example.com"));
		}
		catch (InvalidTargetException refused) {
			throw configurationInvalidProblem(refused.getMessage());
		}
		catch (UnfilledVariableException unfilled) {
			throw connection.known().connectionData().containsKey(unfilled.variable())
					? authorizationRequiredProblem(unfilled)
					: configurationInvalidProblem(String.valueOf(unfilled.getMessage()));
		}
	}

	private static ProblemException authorizationRequiredProblem(UnfilledVariableException unfilled) {
		return ProblemException.of(ProblemCode.AUTHORIZATION_REQUIRED,
				"The service's address is known once the connector is authorized (at its oauth2/authorizations), unless metadata gives "
						+ unfilled.variable() + ".");
	}

	static ProblemException configurationInvalidProblem(String why) {
		return ProblemException.of(ProblemCode.CONFIGURATION_INVALID,
				"The saved configuration cannot be used: " + why + ".");
	}

}
