package io.connectorservice.connector;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.connectorservice.auth.AuthConfigValidator;
import io.connectorservice.catalog.EffectiveConfiguration;
import io.connectorservice.external.ServiceHandlerFactory;
import io.connectorservice.external.call.ServiceConnection;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Refuses configurations that would not work, and reports all of their faults at once.
 */
@Component
final class ConnectorValidator {

	private static final String CLIENT_ID = "client_id";

	private static final List<String> CLIENT_SECRETS = List.of("client_secret", "private_key");

	private final ServiceHandlerFactory services;

	private final AuthConfigValidator authConfigValidator;

	ConnectorValidator(ServiceHandlerFactory services, AuthConfigValidator authConfigValidator) {
		this.services = services;
		this.authConfigValidator = authConfigValidator;
	}

	/**
	 * Checks a configuration. Fields whose shape is wrong are not checked further.
	 * @param credentials the secrets that come along, cleaned
	 * @param ofShape the faults of its shape
	 * @throws ProblemException VALIDATION_FAILED, with all faults there are
	 */
	void requireNone(ServiceConnection draft, Map<String, Secret> credentials, List<Fault> ofShape) {
		List<Fault> faults = new ArrayList<>(ofShape);
		Set<String> unreadable = ofShape.stream()
			.map(ConnectorValidator::findTopLevelField)
			.collect(Collectors.toSet());
		Stream<Fault> ofMeaning = Stream.concat(
				this.services.handlerFor(draft.serviceName()).findFaults(draft).stream(),
				findCredentialFaults(draft.authType(), draft.authConfig(), draft.known(), credentials).stream()
					.map((fault) -> fault.withPrefix("/credentials")));
		if (!credentials.containsKey(CLIENT_ID)) {
			ofMeaning = Stream.concat(ofMeaning, draft.known().findAppFaults().stream());
		}
		ofMeaning.filter((fault) -> !unreadable.contains(findTopLevelField(fault))).forEach(faults::add);
		if (!faults.isEmpty()) {
			throw ProblemException.invalid(faults.stream().distinct().toList());
		}
	}

	/** Finds the faults of secrets, with pointers relative to the credentials. */
	List<Fault> findCredentialFaults(String authType, JsonNode config, EffectiveConfiguration known,
			Map<String, Secret> credentials) {
		List<Fault> faults = new ArrayList<>(
				this.authConfigValidator.findCredentialFaults(authType, config, credentials));
		Set<String> named = faults.stream().map(Fault::pointer).collect(Collectors.toSet());
		credentials.forEach((name, value) -> known.findCredentialFault(name, value.reveal())
			.map((detail) -> new Fault("/" + name, detail))
			.filter((fault) -> !named.contains(fault.pointer()))
			.ifPresent(faults::add));
		if (known.oauthApp().isPresent() && !credentials.containsKey(CLIENT_ID)) {
			CLIENT_SECRETS.stream()
				.filter(credentials::containsKey)
				.forEach((name) -> faults
					.add(new Fault("/" + name, "belongs to a client of your own: send client_id too,"
							+ " or leave it out to use the operator's OAuth app")));
		}
		return faults;
	}

	private static String findTopLevelField(Fault fault) {
		return fault.pointer().split("/", 3)[Math.min(1, fault.pointer().length())];
	}

	static @Nullable JsonNode findFirstServer(@Nullable JsonNode description) {
		JsonNode server = (description == null) ? null : description.path("servers").path(0);
		return (server == null || server.isMissingNode()) ? null : server;
	}

}
