package io.connectorservice.oauth.authorization;

import java.util.UUID;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * How an authorization ended.
 *
 * @param authorizationId none where the state named no authorization
 * @param connectorId likewise
 * @param connected whether tokens are stored
 * @param code why not
 * @param detail why not, for people
 * @param providerError the provider's error code (RFC 6749, 4.1.2.1)
 * @param returnUrl where the browser goes
 */
public record AuthorizationOutcome(@Nullable UUID authorizationId, @Nullable UUID connectorId, boolean connected,
		@Nullable ProblemCode code, String detail, @Nullable String providerError, @Nullable String returnUrl) {

	private static final String GRANTED = "The provider gave access and its tokens are stored."
			+ " No call was made with them yet.";

	/** An address that names no authorization. */
	public static AuthorizationOutcome forUnknown(ProblemCode code, String detail) {
		return new AuthorizationOutcome(null, null, false, code, detail, null, null);
	}

	static AuthorizationOutcome forConnected(PendingAuthorization begun) {
		return new AuthorizationOutcome(begun.id(), begun.connectorId(), true, null, GRANTED, null, begun.returnUrl());
	}

	static AuthorizationOutcome forFailure(PendingAuthorization begun, ProblemException failure,
			@Nullable String providerError) {
		return new AuthorizationOutcome(begun.id(), begun.connectorId(), false, failure.code(), failure.detail(),
				providerError, begun.returnUrl());
	}

}
