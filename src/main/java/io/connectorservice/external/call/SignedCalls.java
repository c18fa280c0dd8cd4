package io.connectorservice.external.call;

import java.time.Clock;
import java.util.Optional;

import io.connectorservice.auth.Signer;
import io.connectorservice.auth.SigningContext;
import io.connectorservice.catalog.entry.KnownService;
import io.connectorservice.outbound.InvalidHeaderException;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.outbound.TenantBulkhead;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.time.Deadline;

import org.springframework.stereotype.Component;

/**
 * Signs a call and sends it, all under one deadline and within the tenant's share; where
 * the service refuses the credential, looks once whether a newer one is stored and tries
 * that.
 */
@Component
public final class SignedCalls {

	private final Signer signer;

	private final RepeatedCalls calls;

	private final TenantBulkhead shares;

	private final CallSettings settings;

	private final Clock clock;

	SignedCalls(Signer signer, RepeatedCalls calls, TenantBulkhead shares, CallSettings settings, Clock clock) {
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
	public OutboundResponse send(OutboundRequest request, ServiceConnection serviceConnection, boolean repeatable) {
		try {
			return Deadline.runWithin(this.settings.deadline(),
					() -> this.shares.runWithPermit(serviceConnection.tenant(),
							() -> sendWithOneMoreTry(request, serviceConnection, repeatable)));
		}
		catch (InvalidHeaderException refused) {
			throw ProblemException.of(ProblemCode.SECRET_UNUSABLE,
					"The credential cannot be sent as a header: " + refused.getMessage() + ".");
		}
	}

	private OutboundResponse sendWithOneMoreTry(OutboundRequest request, ServiceConnection serviceConnection,
			boolean repeatable) {
		Signing signing = new Signing(() -> this.signer.sign(request, subject(serviceConnection)));
		OutboundResponse first = this.calls.send(serviceConnection, request, signing, repeatable);
		if (!isRefused(first, serviceConnection)) {
			return first;
		}
		Optional<Signing> anew = signing.anew(refusal(first));
		return anew.isPresent() ? this.calls.send(serviceConnection, request, anew.get(), repeatable) : first;
	}

	// some say by 403 that there were too many calls: no credential would change that
	private boolean isRefused(OutboundResponse answer, ServiceConnection serviceConnection) {
		boolean refused = answer.status() == 401 || answer.status() == 403
				|| isRefusedInOtherWords(answer, serviceConnection.known().service());
		return refused && !RetryDelay.isLimited(answer, serviceConnection.limits(), this.clock);
	}

	private static boolean isRefusedInOtherWords(OutboundResponse answer, Optional<KnownService> service) {
		return service.filter(KnownService::hasCredentialRefusalRules)
			.filter((known) -> ResponseReader.parseJson(answer).filter(known::refusesCredential).isPresent())
			.isPresent();
	}

	// what is said in other words is what 401 says
	private static int refusal(OutboundResponse answer) {
		return (answer.status() == 403) ? 403 : 401;
	}

	private static SigningContext subject(ServiceConnection serviceConnection) {
		return new SigningContext(serviceConnection.tenant(), serviceConnection.connectorId(),
				serviceConnection.authType(), serviceConnection.authConfig(), serviceConnection.scopes());
	}

}
