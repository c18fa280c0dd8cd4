package io.connectorservice.auth;

import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secrets;

import org.springframework.stereotype.Component;

/**
 * Signs requests for connectors, each by the strategy that its configuration names.
 */
@Component
public final class Signer {

	private final AuthStrategies strategies;

	private final Secrets secrets;

	Signer(AuthStrategies strategies, Secrets secrets) {
		this.strategies = strategies;
		this.secrets = secrets;
	}

	/**
	 * Signs a request once, with a time and a nonce of its own.
	 * @param refused the credentials that the service refused; after a refusal secrets
	 * are read past every cache, and managed tokens are refreshed
	 * @throws ProblemException as {@link AuthStrategy#sign}
	 */
	public SignedRequest sign(OutboundRequest request, SigningContext context, RefusedCredentials refused) {
		SigningCredentials credentials = new SigningCredentials(context, this.secrets, refused);
		OutboundRequest signed = ExtraHeadersDecorator.of(requireStrategy(context)).sign(request, credentials);
		return new SignedRequest(signed, credentials.usedSecrets());
	}

	private AuthStrategy requireStrategy(SigningContext context) {
		return this.strategies.find(context.authType(), context.config())
			.orElseThrow(() -> ProblemException.of(ProblemCode.CONFIGURATION_INVALID,
					"No strategy is registered for this connector's auth_type."));
	}

}
