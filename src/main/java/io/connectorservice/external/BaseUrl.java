package io.connectorservice.external;

import java.util.Optional;

import io.connectorservice.catalog.Templates;
import io.connectorservice.catalog.UnfilledVariable;
import io.connectorservice.outbound.InvalidTarget;
import io.connectorservice.outbound.TargetUrl;
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
	 * @throws InvalidTarget where what is configured is no usable URL
	 * @throws UnfilledVariable where metadata does not fill it
	 */
	static Optional<TargetUrl> find(Connection connection) {
		return ownServer(connection).or(() -> connection.known().baseUrl()).map(TargetUrl::base);
	}

	private static Optional<String> ownServer(Connection connection) {
		JsonNode server = connection.apiServer();
		return (server == null) ? Optional.empty()
				: server.path("url").stringValueOpt().map(Templates.ofServer(server, connection.metadata())::filled);
	}

	/**
	 * The base URL of a connector that is about to be called.
	 * @throws ProblemException CONFIGURATION_INVALID where there is none
	 */
	static TargetUrl require(Connection connection) {
		try {
			return find(connection).orElseThrow(() -> unusable(
					"it names no base URL: set api_spec.servers[0].url, for example https://api.example.com"));
		}
		catch (InvalidTarget refused) {
			throw unusable(refused.getMessage());
		}
		catch (UnfilledVariable unfilled) {
			throw connection.known().connectionData().containsKey(unfilled.variable()) ? unknownYet(unfilled)
					: unusable(String.valueOf(unfilled.getMessage()));
		}
	}

	private static ProblemException unknownYet(UnfilledVariable unfilled) {
		return ProblemException.of(ProblemCode.AUTHORIZATION_REQUIRED,
				"The service's address is known once the connector is authorized (at its oauth2/authorizations), unless metadata gives "
						+ unfilled.variable() + ".");
	}

	static ProblemException unusable(String why) {
		return ProblemException.of(ProblemCode.CONFIGURATION_INVALID,
				"The saved configuration cannot be used: " + why + ".");
	}

}
