package io.connectorservice.database;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Reports the last known state without a query, because health probes time out early.
 */
final class DatabaseHealth implements HealthIndicator {

	private final DatabaseState state;

	DatabaseHealth(DatabaseState state) {
		this.state = state;
	}

	@Override
	public Health health() {
		return (this.state.isReady() ? Health.up() : Health.down()).build();
	}

}
