package io.connectorservice.oauth.authorization;

import java.util.UUID;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * The result of an authorization.
 *
 * @param authorizationId null if the state matched no authorization
 * @param connectorId null if the state matched no authorization
 * @param connected whether tokens are stored
 * @param code why it failed; null if it succeeded
 * @param detail the result as a sentence for people
 * @param providerError the provider's error code (RFC 6749, 4.1.2.1)
 * @param returnUrl where the browser is redirected to; null if our own page is shown
 */
public record AuthorizationOutcome(@Nullable UUID authorizationId, @Nullable UUID connectorId, boolean connected,
		@Nullable ProblemCode code, String detail, @Nullable String providerError, @Nullable String returnUrl) {

	private static final String GRANTED = "The provider gave access and its tokens are stored."
			+ " No call was made with them yet.";

	/** The outcome of a callback whose state matches no authorization. */
	public static AuthorizationOutcome forUnknown(ProblemCode code, String detail) {
		return new AuthorizationOutcome(null, null, false, code, detail, null, null);
	}

	static AuthorizationOutcome forConnected(PendingAuthorization pending) {
		return new AuthorizationOutcome(pending.id(), pending.connector().uuid(), true, null, GRANTED, null,
				pending.returnUrl());
	}

	static AuthorizationOutcome forFailure(PendingAuthorization pending, ProblemException failure,
			@Nullable String providerError) {
		return new AuthorizationOutcome(pending.id(), pending.connector().uuid(), false, failure.code(),
				failure.detail(), providerError, pending.returnUrl());
	}

}
