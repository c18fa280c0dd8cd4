package io.connectorservice.external;

import java.util.Optional;

import io.connectorservice.auth.Signer;
import io.connectorservice.auth.SigningSubject;
import io.connectorservice.catalog.Limits;
import io.connectorservice.outbound.InvalidHeader;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

import org.springframework.stereotype.Component;

/**
 * Signs a call and sends it; where the service refuses the credential, looks once whether
 * a newer one is stored and tries that.
 */
@Component
final class SignedCalls {

	private final Signer signer;

	private final RepeatedCalls calls;

	SignedCalls(Signer signer, RepeatedCalls calls) {
		this.signer = signer;
		this.calls = calls;
	}

	/**
	 * Signs and sends.
	 * @param repeatable whether the service may get the call more than once
	 */
	OutboundResponse send(OutboundRequest request, Connection connection, boolean repeatable) {
		try {
			return sendWithOneMoreTry(this.signer.sign(request, subject(connection)), connection.limits(), repeatable);
		}
		catch (InvalidHeader refused) {
			throw ProblemException.of(ProblemCode.SECRET_UNUSABLE,
					"The credential cannot be sent as a header: " + refused.getMessage() + ".");
		}
	}

	private static SigningSubject subject(Connection connection) {
		return new SigningSubject(connection.tenant(), connection.connectorId(), connection.authType(),
				connection.authConfig(), connection.scopes());
	}

	private OutboundResponse sendWithOneMoreTry(Signer.Signed signed, Limits limits, boolean repeatable) {
		OutboundResponse first = this.calls.send(signed, limits, repeatable);
		if (first.status() != 401 && first.status() != 403) {
			return first;
		}
		Optional<Signer.Signed> anew = signed.signedAnew(first.status());
		return anew.isPresent() ? this.calls.send(anew.get(), limits, repeatable) : first;
	}

}
