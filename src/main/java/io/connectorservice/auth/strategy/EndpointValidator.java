package io.connectorservice.auth.strategy;

import java.util.List;
import java.util.Optional;

import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.url.InvalidTargetException;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Finds endpoints in an {@code auth_config} that the egress rules forbid.
 */
@Component
final class EndpointValidator {

	private final OutboundClient outbound;

	EndpointValidator(OutboundClient outbound) {
		this.outbound = outbound;
	}

	List<Fault> findFaults(JsonNode config, String field) {
		return config.path(field)
			.stringValueOpt()
			.flatMap(this::findRefusal)
			.map((reason) -> List.of(new Fault("/" + field, reason)))
			.orElse(List.of());
	}

	private Optional<String> findRefusal(String url) {
		try {
			return this.outbound.findRefusal(TargetUrl.of(url));
		}
		catch (InvalidTargetException refused) {
			return Optional.of(refused.getMessage());
		}
	}

}
