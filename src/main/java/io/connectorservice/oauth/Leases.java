package io.connectorservice.oauth;

import java.util.Optional;
import java.util.UUID;

import org.springframework.stereotype.Component;

/**
 * Hands out leases on connectors' tokens, each to one at a time over all processes.
 */
@Component
final class Leases {

	private final TokenStates states;

	private final OAuthSettings settings;

	Leases(TokenStates states, OAuthSettings settings) {
		this.states = states;
		this.settings = settings;
	}

	/** Takes the lease; empty where somebody has it. */
	Optional<Lease> take(TokenConnection connection) {
		UUID owner = UUID.randomUUID();
		long takenAt = System.nanoTime();
		if (!this.states.lease(connection.tenant(), connection.connectorId(), owner, this.settings.lease())) {
			return Optional.empty();
		}
		Lease lease = new Lease(this.states, connection, owner, this.settings.lease(), takenAt);
		Thread.ofVirtual().name("lease-" + connection.connectorId()).start(lease::keep);
		return Optional.of(lease);
	}

}
