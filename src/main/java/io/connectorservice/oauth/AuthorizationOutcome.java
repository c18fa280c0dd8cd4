package io.connectorservice.oauth;

import java.util.UUID;

import io.connectorservice.problem.ProblemCode;
import org.jspecify.annotations.Nullable;

/**
 * How an authorization ended.
 *
 * @param connectorId none where the state named no authorization
 * @param connected whether tokens are stored
 * @param code why not
 * @param detail why not, for people
 * @param providerError the provider's error code (RFC 6749, 4.1.2.1)
 * @param returnUrl where the browser goes
 */
public record AuthorizationOutcome(@Nullable UUID connectorId, boolean connected, @Nullable ProblemCode code,
		String detail, @Nullable String providerError, @Nullable String returnUrl) {
}
