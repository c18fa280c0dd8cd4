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
 * Finds where a service is: the first server of the connector's API description, else
 * where the catalog says, variables filled from metadata or from their defaults.
 */
final class BaseUrl {

	static final String POINTER = "/api_spec/servers/0/url";

	private BaseUrl() {
	}

	/**
	 * The base URL of a connector.
	 * @throws InvalidTargetException where what is configured is no usable URL
	 * @throws UnfilledVariableException where metadata does not fill it
	 */
	static Optional<TargetUrl> findBaseUrl(ServiceConnection serviceConnection) {
		return findOwnServer(serviceConnection).or(() -> serviceConnection.known().resolveBaseUrl())
			.map(TargetUrl::parseBaseUrl);
	}

	private static Optional<String> findOwnServer(ServiceConnection serviceConnection) {
		JsonNode server = serviceConnection.apiServer();
		return (server == null) ? Optional.empty()
				: server.path("url")
					.stringValueOpt()
					.map(Templates.ofServer(server, serviceConnection.metadata())::fill);
	}

	/**
	 * The base URL of a connector that is about to be called.
	 * @throws ProblemException CONFIGURATION_INVALID where there is none
	 */
	static TargetUrl requireBaseUrl(ServiceConnection serviceConnection) {
		try {
			return findBaseUrl(serviceConnection).orElseThrow(() -> configurationInvalidProblem(
					"it names no base URL: set api_spec.servers[0].url, for example https://api.example.com"));
		}
		catch (InvalidTargetException refused) {
			throw configurationInvalidProblem(refused.getMessage());
		}
		catch (UnfilledVariableException unfilled) {
			throw serviceConnection.known().connectionData().containsKey(unfilled.variable())
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
