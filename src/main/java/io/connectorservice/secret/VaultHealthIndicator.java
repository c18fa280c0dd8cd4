package io.connectorservice.secret;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.vault.core.VaultSysOperations;
import org.springframework.vault.support.VaultHealth;

/**
 * Whether Vault can serve, in one word: no version, address or reason is shown.
 */
final class VaultHealthIndicator implements HealthIndicator {

	private final VaultSysOperations system;

	VaultHealthIndicator(VaultSysOperations system) {
		this.system = system;
	}

	@Override
	public Health health() {
		try {
			return health(this.system.health());
		}
		catch (RuntimeException ex) {
			return state(Health.down(), "unreachable");
		}
	}

	private static Health health(VaultHealth vault) {
		if (!vault.isInitialized()) {
			return state(Health.down(), "uninitialized");
		}
		if (vault.isSealed()) {
			return state(Health.down(), "sealed");
		}
		return state(Health.up(), vault.isStandby() ? "standby" : "active");
	}

	private static Health state(Health.Builder health, String state) {
		return health.withDetail("state", state).build();
	}

}
