package io.connectorservice.connector;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.connectorservice.auth.AuthConfigs;
import io.connectorservice.external.Connection;
import io.connectorservice.external.ServiceHandlerFactory;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Refuses configurations that would not work, naming all that is wrong with them.
 */
@Component
final class ConnectorFaults {

	private final ServiceHandlerFactory services;

	private final AuthConfigs authConfigs;

	ConnectorFaults(ServiceHandlerFactory services, AuthConfigs authConfigs) {
		this.services = services;
		this.authConfigs = authConfigs;
	}

	/**
	 * Checks a configuration. What its shape made unreadable is not judged further.
	 * @param credentials the names of the secrets that come along
	 * @param ofShape the faults of its shape
	 * @throws ProblemException VALIDATION_FAILED, with all faults there are
	 */
	void requireNone(Connection draft, Set<String> credentials, List<Fault> ofShape) {
		List<Fault> faults = new ArrayList<>(ofShape);
		Set<String> unreadable = ofShape.stream().map(ConnectorFaults::field).collect(Collectors.toSet());
		Stream<Fault> ofMeaning = Stream.concat(this.services.handlerFor(draft.serviceName()).faults(draft).stream(),
				this.authConfigs.credentialFaults(draft.authType(), draft.authConfig(), credentials)
					.stream()
					.map((fault) -> fault.under("/credentials")));
		ofMeaning.filter((fault) -> !unreadable.contains(field(fault))).forEach(faults::add);
		if (!faults.isEmpty()) {
			throw ProblemException.invalid(faults);
		}
	}

	private static String field(Fault fault) {
		return fault.pointer().split("/", 3)[Math.min(1, fault.pointer().length())];
	}

	static @Nullable JsonNode firstServer(@Nullable JsonNode description) {
		JsonNode server = (description == null) ? null : description.path("servers").path(0);
		return (server == null || server.isMissingNode()) ? null : server;
	}

}
