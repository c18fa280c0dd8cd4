package io.connectorservice.oauth.authorization;

import java.util.Locale;
import java.util.UUID;

import io.connectorservice.oauth.storage.PendingConfirmation;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * The result of an authorization.
 *
 * @param authorizationId null if the state matched no authorization
 * @param connectorId null if the state matched no authorization
 * @param status whether the connector is connected
 * @param code why it failed; null if it succeeded
 * @param detail the result as a sentence for people
 * @param providerError the provider's error code (RFC 6749, 4.1.2.1)
 * @param returnUrl where the browser is redirected to; null if our own page is shown
 */
public record AuthorizationOutcome(@Nullable UUID authorizationId, @Nullable UUID connectorId, Status status,
		@Nullable ProblemCode code, String detail, @Nullable String providerError, @Nullable String returnUrl) {

	private static final String GRANTED = "The provider gave access and its tokens are stored."
			+ " No call was made with them yet.";

	private static final String UNCONFIRMED = "The provider gave access. It counts once the application where you"
			+ " began confirms it: go back there.";

	/** The outcome of a callback whose state matches no authorization. */
	public static AuthorizationOutcome forUnknown(ProblemCode code, String detail) {
		return new AuthorizationOutcome(null, null, Status.FAILED, code, detail, null, null);
	}

	static AuthorizationOutcome forConnected(PendingAuthorization pending) {
		return new AuthorizationOutcome(pending.id(), pending.connector().uuid(), Status.CONNECTED, null, GRANTED, null,
				pending.returnUrl());
	}

	static AuthorizationOutcome forConfirmed(PendingConfirmation pending) {
		return new AuthorizationOutcome(pending.authorizationId(), pending.connector().uuid(), Status.CONNECTED, null,
				GRANTED, null, null);
	}

	static AuthorizationOutcome forUnconfirmed(UUID id, UUID connector, @Nullable String returnUrl) {
		return new AuthorizationOutcome(id, connector, Status.CONFIRMATION_REQUIRED, null, UNCONFIRMED, null,
				returnUrl);
	}

	static AuthorizationOutcome forExpired(UUID id, UUID connector, @Nullable String returnUrl) {
		return new AuthorizationOutcome(id, connector, Status.FAILED, ProblemCode.AUTHORIZATION_EXPIRED,
				"The authorization was not confirmed in time: begin it again.", null, returnUrl);
	}

	/** The outcome of tokens that were held and are revoked. */
	static AuthorizationOutcome forEnded(PendingConfirmation pending, ProblemCode code, String detail) {
		return new AuthorizationOutcome(pending.authorizationId(), pending.connector().uuid(), Status.FAILED, code,
				detail, null, null);
	}

	static AuthorizationOutcome forFailure(PendingAuthorization pending, ProblemException failure,
			@Nullable String providerError) {
		return new AuthorizationOutcome(pending.id(), pending.connector().uuid(), Status.FAILED, failure.code(),
				failure.detail(), providerError, pending.returnUrl());
	}

	/** The result as the return URL names it. */
	public enum Status {

		/** The tokens are the connector's. */
		CONNECTED,
		/** The tokens count once the subject that began the authorization confirms it. */
		CONFIRMATION_REQUIRED,
		/** There are no tokens. */
		FAILED;

		String text() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
