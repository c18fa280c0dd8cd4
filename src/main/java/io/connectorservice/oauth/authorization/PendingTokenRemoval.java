package io.connectorservice.oauth.authorization;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import io.connectorservice.oauth.ConnectionStatusService;
import io.connectorservice.oauth.endpoint.OAuthConfig;
import io.connectorservice.oauth.storage.ConfirmationEndRepository;
import io.connectorservice.oauth.storage.PendingConfirmation;
import io.connectorservice.oauth.storage.PendingConfirmationRepository;
import io.connectorservice.oauth.storage.PendingTokenStore;
import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.ConnectorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Ends pending confirmations: revokes their tokens at the provider if it has a revocation
 * endpoint, removes them from the secret store and records the end. If something is
 * unavailable, {@link PendingTokenJob} goes on later.
 */
@Component
public final class PendingTokenRemoval {

	private static final Logger log = LoggerFactory.getLogger(PendingTokenRemoval.class);

	private final PendingConfirmationRepository confirmations;

	private final ConfirmationEndRepository ends;

	private final PendingTokenStore tokens;

	private final ConnectionStatusService connections;

	private final OAuthAppConfigurations configurations;

	private final AuthorizationRecorder recorder;

	private final AuthorizationSettings settings;

	PendingTokenRemoval(PendingConfirmationRepository confirmations, ConfirmationEndRepository ends,
			PendingTokenStore tokens, ConnectionStatusService connections, OAuthAppConfigurations configurations,
			AuthorizationRecorder recorder, AuthorizationSettings settings) {
		this.confirmations = confirmations;
		this.ends = ends;
		this.tokens = tokens;
		this.connections = connections;
		this.configurations = configurations;
		this.recorder = recorder;
		this.settings = settings;
	}

	/** Marks the pending tokens of a connector in the transaction that deletes it. */
	public void markDeleted(ConnectorRef connector) {
		this.ends.markDeleted(connector);
	}

	/** Ends the pending tokens of a deleted connector. */
	public void endDeleted(ConnectorRef connector) {
		try {
			this.ends.claimDeleted(connector, this.settings.confirmationLease()).forEach(this::end);
		}
		catch (ProblemException unavailable) {
			log.debug("Pending tokens of connector {} are removed later: {}", connector.id(),
					unavailable.code().code());
		}
	}

	/** Ends pending tokens because another subject tried to confirm them. */
	void refuse(ConnectorRef connector, UUID authorization) {
		this.ends
			.refuse(connector, authorization, ProblemCode.FORBIDDEN,
					"Somebody tried to confirm it who had not begun it, so its tokens were revoked: begin again.",
					this.settings.confirmationLease())
			.ifPresent(this::end);
	}

	/**
	 * Ends tokens that cannot be stored or confirmed, if this attempt still holds them.
	 * @param code recorded as the reason; null if the caller records it
	 */
	void giveUp(PendingConfirmation pending, @Nullable ProblemCode code, String detail) {
		try {
			if (this.ends.turnToEnding(pending, code, detail)) {
				end(pending);
			}
		}
		catch (ProblemException unavailable) {
			log.debug("Pending tokens of connector {} are removed later: {}", pending.connector().id(),
					unavailable.code().code());
		}
	}

	/** Ends a confirmation that this attempt holds and nobody may confirm any more. */
	void end(PendingConfirmation pending) {
		runOrRelease(pending, () -> {
			this.tokens.find(pending).ifPresent((granted) -> revoke(pending, granted));
			this.tokens.remove(pending);
			this.ends.deleteEnded(pending, (code, detail) -> this.recorder.recordEnded(pending, code, detail));
		});
	}

	private void revoke(PendingConfirmation pending, StoredTokens granted) {
		String app = granted.place().oauthApp();
		Optional<OAuthConfig> config = (app != null)
				? this.configurations.findAppConfiguration(pending.connector(), app)
				: Optional.of(new OAuthConfig(pending.authConfig(), pending.scopes()));
		config.ifPresent((oauth) -> this.connections.revoke(pending.connector(), oauth, () -> granted));
	}

	/** Removes the pending copy of tokens that are the connector's now. */
	void removeConfirmed(PendingConfirmation pending) {
		runOrRelease(pending, () -> {
			this.tokens.remove(pending);
			this.confirmations.deleteConfirmed(pending);
		});
	}

	private void runOrRelease(PendingConfirmation pending, Runnable work) {
		try {
			work.run();
		}
		catch (ProblemException unavailable) {
			log.warn("Pending tokens of connector {} could not be removed yet: {}", pending.connector().id(),
					unavailable.code().code());
			release(pending, this.settings.confirmationCheck());
		}
	}

	/** Gives a confirmation back after a failure; if that fails, its lease expires. */
	void release(PendingConfirmation pending, Duration pause) {
		try {
			this.confirmations.release(pending, pause);
		}
		catch (ProblemException unavailable) {
			log.debug("The confirmation of connector {} was not released and will expire: {}", pending.connector().id(),
					unavailable.code().code());
		}
	}

}
