package io.connectorservice.external.call;

import java.util.Optional;

import io.connectorservice.auth.RefusedCredentials;
import io.connectorservice.catalog.entry.KnownService;
import io.connectorservice.outbound.OutboundResponse;

import org.springframework.stereotype.Component;

/**
 * Makes a call once more where the service refused the credentials and the secret store
 * or the authorization server now has others.
 */
@Component
final class ReauthenticationStep implements CallStep {

	private static final int UNAUTHORIZED = 401;

	private static final int FORBIDDEN = 403;

	private final RetryDelayReader delays;

	ReauthenticationStep(RetryDelayReader delays) {
		this.delays = delays;
	}

	@Override
	public CallResult apply(ServiceCall call, Chain next) {
		CallResult first = next.proceed(call);
		if (first.usedSecrets().isEmpty() || !refusesCredentials(first.response(), call.connection())) {
			return first;
		}
		// a service that refuses credentials in its body, with another status, means 401
		boolean unauthorized = first.status() != FORBIDDEN;
		try {
			return next.proceed(call.withRefusedCredentials(new RefusedCredentials(first.usedSecrets(), unauthorized)));
		}
		catch (SigningStep.UnchangedCredentialsException _) {
			return first;
		}
	}

	// some services answer 403 when there were too many calls: no credential changes that
	private boolean refusesCredentials(OutboundResponse response, ServiceConnection connection) {
		boolean refused = response.status() == UNAUTHORIZED || response.status() == FORBIDDEN
				|| refusesInBody(response, connection.known().service());
		return refused && !this.delays.isRateLimited(response, connection.limits());
	}

	private static boolean refusesInBody(OutboundResponse response, Optional<KnownService> service) {
		return service.filter(KnownService::hasCredentialRefusalRules)
			.filter((known) -> ResponseBody.of(response).json().filter(known::refusesCredential).isPresent())
			.isPresent();
	}

}
