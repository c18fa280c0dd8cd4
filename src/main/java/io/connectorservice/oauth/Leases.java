package io.connectorservice.oauth;

import java.util.Optional;
import java.util.UUID;

import io.connectorservice.oauth.storage.TokenStateRepository;

import org.springframework.stereotype.Component;

/**
 * Hands out leases on connectors' tokens; at most one process holds a connector's lease
 * at a time.
 */
@Component
final class Leases {

	private final TokenStateRepository states;

	private final OAuthSettings settings;

	Leases(TokenStateRepository states, OAuthSettings settings) {
		this.states = states;
		this.settings = settings;
	}

	/** Acquires the lease; empty if another owner holds it. */
	Optional<Lease> tryAcquire(TokenContext connection) {
		UUID owner = UUID.randomUUID();
		long takenAt = System.nanoTime();
		if (!this.states.acquireLease(connection.connector(), owner, this.settings.lease())) {
			return Optional.empty();
		}
		Lease lease = new Lease(this.states, connection, owner, this.settings.lease(), takenAt);
		Thread.ofVirtual().name("lease-" + connection.connector().id()).start(lease::keepExtending);
		return Optional.of(lease);
	}

}
