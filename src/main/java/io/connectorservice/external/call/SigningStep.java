package io.connectorservice.external.call;

import io.connectorservice.auth.RefusedCredentials;
import io.connectorservice.auth.SignedRequest;
import io.connectorservice.auth.Signer;
import io.connectorservice.auth.SigningContext;
import io.connectorservice.outbound.InvalidHeaderException;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

import org.springframework.stereotype.Component;

/**
 * Signs each attempt, directly before it is sent.
 */
@Component
final class SigningStep implements CallStep {

	private final Signer signer;

	SigningStep(Signer signer) {
		this.signer = signer;
	}

	@Override
	public CallResult apply(ServiceCall call, Chain next) {
		SignedRequest signed = sign(call);
		RefusedCredentials refused = call.refusedCredentials();
		if (!refused.isNone() && refused.secrets().equals(signed.usedSecrets())) {
			throw new UnchangedCredentialsException();
		}
		return next.proceed(call.withRequest(signed.request())).withUsedSecrets(signed.usedSecrets());
	}

	private SignedRequest sign(ServiceCall call) {
		try {
			return this.signer.sign(call.request(), createContext(call.connection()), call.refusedCredentials());
		}
		catch (InvalidHeaderException refused) {
			throw ProblemException.of(ProblemCode.SECRET_UNUSABLE,
					"The credential cannot be sent as a header: " + refused.getMessage() + ".");
		}
	}

	private static SigningContext createContext(ServiceConnection connection) {
		return new SigningContext(connection.tenant(), connection.connectorId(), connection.authType(),
				connection.authConfig(), connection.scopes(), connection.known().oauthApp().orElse(null));
	}

	/**
	 * The credentials are the same that the service refused just before, so that sending
	 * the call again would change nothing.
	 */
	static final class UnchangedCredentialsException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		UnchangedCredentialsException() {
			super("The credentials have not changed", null, false, false);
		}

	}

}
