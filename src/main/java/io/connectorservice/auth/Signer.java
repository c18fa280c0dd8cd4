package io.connectorservice.auth;

import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secrets;

import org.springframework.stereotype.Component;

/**
 * Signs calls for connectors, each by the strategy that its configuration names.
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
	 * Signs with secrets from the cache where possible.
	 * @throws ProblemException as thrown by {@link AuthStrategy#sign}
	 */
	public Signed sign(OutboundRequest request, SigningContext subject) {
		ExtraHeadersDecorator strategy = ExtraHeadersDecorator.of(strategy(subject));
		SigningCredentials known = SigningCredentials.withCachedSecrets(subject, this.secrets);
		OutboundRequest signed = strategy.sign(request, known);
		return new Signed(signed, () -> strategy.sign(request, known),
				(status) -> again(request, strategy, known.afterRefusal(status)));
	}

	private static Optional<Signed> again(OutboundRequest request, ExtraHeadersDecorator strategy,
			SigningCredentials afterRefusal) {
		OutboundRequest signed = strategy.sign(request, afterRefusal);
		return afterRefusal.areOthers()
				? Optional.of(new Signed(signed, () -> strategy.sign(request, afterRefusal), (_) -> Optional.empty()))
				: Optional.empty();
	}

	private AuthStrategy strategy(SigningContext subject) {
		return this.strategies.find(subject.authType(), subject.config())
			.orElseThrow(() -> ProblemException.of(ProblemCode.CONFIGURATION_INVALID,
					"No strategy is registered for this connector's auth_type."));
	}

	/**
	 * A signed call, and the functions that sign it again for a retry or after the
	 * service refused it.
	 *
	 * @param request the call, ready to send once
	 * @param repeating signs the same call again for a retry, with a new time and nonce
	 * @param resigning signs the call with fresh secrets after a refusal with the given
	 * status
	 */
	public record Signed(OutboundRequest request, Supplier<OutboundRequest> repeating,
			IntFunction<Optional<Signed>> resigning) {

		/**
		 * Signs the call again with secrets read past every cache.
		 * @param status the status with which the service refused the call
		 * @return empty if the secrets are unchanged, so that another attempt would fail
		 * too
		 */
		public Optional<Signed> signedAnew(int status) {
			return this.resigning.apply(status);
		}

	}

}
