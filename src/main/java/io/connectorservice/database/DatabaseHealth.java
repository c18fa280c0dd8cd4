package io.connectorservice.database;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Says what is known of the database, at once: who probes has little time.
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
