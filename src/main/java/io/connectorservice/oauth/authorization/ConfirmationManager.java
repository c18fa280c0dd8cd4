package io.connectorservice.oauth.authorization;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import io.connectorservice.oauth.storage.PendingConfirmation;
import io.connectorservice.oauth.storage.PendingConfirmationRepository;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.ConnectorRef;

import org.springframework.stereotype.Component;

/**
 * Lets the subject that began an authorization confirm it, so that its tokens count. An
 * attempt by anybody else ends the authorization.
 */
@Component
public final class ConfirmationManager {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Duration PAUSE = Duration.ofMillis(100);

	private final PendingAuthorizationRepository authorizations;

	private final PendingConfirmationRepository confirmations;

	private final TokenConfirmation completion;

	private final PendingTokenRemoval removal;

	private final AuthorizationSettings settings;

	ConfirmationManager(PendingAuthorizationRepository authorizations, PendingConfirmationRepository confirmations,
			TokenConfirmation completion, PendingTokenRemoval removal, AuthorizationSettings settings) {
		this.authorizations = authorizations;
		this.confirmations = confirmations;
		this.completion = completion;
		this.removal = removal;
		this.settings = settings;
	}

	/**
	 * Confirms an authorization; one that was confirmed already stays so.
	 * @param subject who confirms: the caller, or the person for whom a page acts
	 * @return the status, which is connected
	 * @throws ProblemException NOT_FOUND, FORBIDDEN for another subject, whose attempt
	 * also ends the authorization, AUTHORIZATION_PENDING, AUTHORIZATION_EXPIRED,
	 * AUTHORIZATION_FAILED, or the problem of what is unavailable, after which the same
	 * attempt may be made again
	 */
	public AuthorizationStatus confirm(ConnectorRef connector, UUID authorization, FlowSubject subject) {
		requireBegunBy(subject, connector, authorization);
		long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
		Optional<AuthorizationStatus> connected = tryToConfirm(connector, authorization);
		while (connected.isEmpty()) {
			pauseOrThrow(giveUpAt);
			connected = tryToConfirm(connector, authorization);
		}
		return connected.get();
	}

	private void requireBegunBy(FlowSubject subject, ConnectorRef connector, UUID authorization) {
		Optional<String> begunBy = this.authorizations.requireSubjectDigest(connector, authorization);
		if (begunBy.isPresent() && !subject.hasBegun(begunBy.get())) {
			this.removal.refuse(connector, authorization);
			throw ProblemException.of(ProblemCode.FORBIDDEN,
					"Only who began this authorization can confirm it: begin one yourself.");
		}
	}

	/** Returns empty while another attempt is confirming the authorization. */
	private Optional<AuthorizationStatus> tryToConfirm(ConnectorRef connector, UUID authorization) {
		Optional<PendingConfirmation> claimed = this.confirmations.claimToConfirm(connector, authorization,
				this.settings.confirmationLease());
		claimed.ifPresent(this.completion::complete);
		AuthorizationStatus status = this.authorizations.require(connector, authorization);
		return switch (status.status()) {
			case AuthorizationStatus.CONNECTED -> Optional.of(status);
			case AuthorizationStatus.CONFIRMATION_REQUIRED -> Optional.empty();
			default -> throw unconfirmableException(status);
		};
	}

	private static ProblemException unconfirmableException(AuthorizationStatus status) {
		return switch (status.status()) {
			case AuthorizationStatus.PENDING -> ProblemException.of(ProblemCode.AUTHORIZATION_PENDING,
					"The provider has not sent the browser back yet, so there is nothing to confirm: try again when it has.");
			case AuthorizationStatus.EXPIRED -> ProblemException.of(ProblemCode.AUTHORIZATION_EXPIRED,
					"The authorization took too long: begin it again.");
			default -> ProblemException.of(ProblemCode.AUTHORIZATION_FAILED,
					"The authorization ended without a connection (" + status.code() + "): begin it again.");
		};
	}

	private static void pauseOrThrow(long giveUpAt) {
		if (System.nanoTime() - giveUpAt > 0) {
			throw ProblemException
				.of(ProblemCode.AUTHORIZATION_PENDING,
						"Another request is confirming the authorization: read how it stands, or try again.")
				.withRetryAfter(Duration.ofSeconds(1));
		}
		try {
			Thread.sleep(PAUSE);
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			throw ProblemException.of(ProblemCode.SHUTTING_DOWN, "This process is ending; try again.")
				.withDefaultRetryAfter();
		}
	}

}
