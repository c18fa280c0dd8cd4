package io.connectorservice.external;

import java.time.Clock;
import java.util.Optional;

import io.connectorservice.auth.Signer;
import io.connectorservice.auth.SigningSubject;
import io.connectorservice.catalog.KnownService;
import io.connectorservice.deadline.Deadline;
import io.connectorservice.outbound.InvalidHeader;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.outbound.TenantShares;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

import org.springframework.stereotype.Component;

/**
 * Signs a call and sends it, all under one deadline and within the tenant's share; where
 * the service refuses the credential, looks once whether a newer one is stored and tries
 * that.
 */
@Component
final class SignedCalls {

	private final Signer signer;

	private final RepeatedCalls calls;

	private final TenantShares shares;

	private final CallSettings settings;

	private final Clock clock;

	SignedCalls(Signer signer, RepeatedCalls calls, TenantShares shares, CallSettings settings, Clock clock) {
		this.signer = signer;
		this.calls = calls;
		this.shares = shares;
		this.settings = settings;
		this.clock = clock;
	}

	/**
	 * Signs and sends.
	 * @param repeatable whether the service may get the call more than once
	 */
	OutboundResponse send(OutboundRequest request, Connection connection, boolean repeatable) {
		try {
			return Deadline.within(this.settings.deadline(), () -> this.shares.work(connection.tenant(),
					() -> sendWithOneMoreTry(request, connection, repeatable)));
		}
		catch (InvalidHeader refused) {
			throw ProblemException.of(ProblemCode.SECRET_UNUSABLE,
					"The credential cannot be sent as a header: " + refused.getMessage() + ".");
		}
	}

	private OutboundResponse sendWithOneMoreTry(OutboundRequest request, Connection connection, boolean repeatable) {
		Signing signing = new Signing(() -> this.signer.sign(request, subject(connection)));
		OutboundResponse first = this.calls.send(connection, request, signing, repeatable);
		if (!isRefused(first, connection)) {
			return first;
		}
		Optional<Signing> anew = signing.anew(refusal(first));
		return anew.isPresent() ? this.calls.send(connection, request, anew.get(), repeatable) : first;
	}

	// some say by 403 that there were too many calls: no credential would change that
	private boolean isRefused(OutboundResponse answer, Connection connection) {
		boolean refused = answer.status() == 401 || answer.status() == 403
				|| isRefusedInOtherWords(answer, connection.known().service());
		return refused && !Waits.isLimited(answer, connection.limits(), this.clock);
	}

	private static boolean isRefusedInOtherWords(OutboundResponse answer, Optional<KnownService> service) {
		return service.filter(KnownService::saysOtherwiseWhatIsRefused)
			.filter((known) -> Answers.json(answer).filter(known::refusesCredential).isPresent())
			.isPresent();
	}

	// what is said in other words is what 401 says
	private static int refusal(OutboundResponse answer) {
		return (answer.status() == 403) ? 403 : 401;
	}

	private static SigningSubject subject(Connection connection) {
		return new SigningSubject(connection.tenant(), connection.connectorId(), connection.authType(),
				connection.authConfig(), connection.scopes());
	}

}
