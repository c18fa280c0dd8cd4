package io.connectorservice.secret;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestOperations;

/**
 * Whether Vault can serve, in one word: no version, address or reason is shown.
 */
final class VaultHealthIndicator implements HealthIndicator {

	// each state answers with 200 and tells itself in the body
	private static final String PATH = "sys/health?standbycode=200&perfstandbyok=true&sealedcode=200&uninitcode=200";

	private final RestOperations rest;

	VaultHealthIndicator(RestOperations rest) {
		this.rest = rest;
	}

	@Override
	public Health health() {
		try {
			return health(this.rest.getForObject(PATH, Map.class));
		}
		catch (RestClientException ex) {
			return state(Health.down(), "unreachable");
		}
	}

	private static Health health(@Nullable Map<?, ?> vault) {
		if (vault == null || !(vault.get("sealed") instanceof Boolean sealed)) {
			return state(Health.down(), "unreachable");
		}
		if (Boolean.FALSE.equals(vault.get("initialized"))) {
			return state(Health.down(), "uninitialized");
		}
		return sealed ? state(Health.down(), "sealed")
				: state(Health.up(), Boolean.TRUE.equals(vault.get("standby")) ? "standby" : "active");
	}

	private static Health state(Health.Builder health, String state) {
		return health.withDetail("state", state).build();
	}

}
