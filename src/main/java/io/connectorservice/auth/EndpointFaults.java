package io.connectorservice.auth;

import java.util.List;
import java.util.Optional;

import io.connectorservice.outbound.InvalidTarget;
import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.TargetUrl;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Finds endpoints in an {@code auth_config} that may not be called.
 */
@Component
final class EndpointFaults {

	private final OutboundClient outbound;

	EndpointFaults(OutboundClient outbound) {
		this.outbound = outbound;
	}

	List<Fault> of(JsonNode config, String field) {
		return config.path(field)
			.stringValueOpt()
			.flatMap(this::refusal)
			.map((reason) -> List.of(new Fault("/" + field, reason)))
			.orElse(List.of());
	}

	private Optional<String> refusal(String url) {
		try {
			return this.outbound.refusal(TargetUrl.of(url));
		}
		catch (InvalidTarget refused) {
			return Optional.of(refused.getMessage());
		}
	}

}
