package io.connectorservice.oauth.authorization;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.connectorservice.oauth.authorization.AuthorizationConnectors.Authorizable;
import io.connectorservice.oauth.endpoint.OAuthClient;
import io.connectorservice.oauth.endpoint.OAuthConfig;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.ConnectorRef;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.trace.RequestContext;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/**
 * Begins and completes authorization-code flows (RFC 6749, 4.1) with PKCE (RFC 7636). The
 * state is bound to tenant, connector and configuration.
 */
@Component
public final class AuthorizationFlow {

	private final AuthorizationConnectors connectors;

	private final PendingAuthorizationRepository pending;

	private final CodeExchange codeExchange;

	private final AuthorizationRecorder recorder;

	private final ReturnUrls returnUrls;

	private final CallbackAddress callbackAddress;

	private final Secrets secrets;

	private final AuthorizationSettings settings;

	private final ConfirmationRequirement requirement;

	private final AuthorizationMetrics metrics;

	AuthorizationFlow(AuthorizationConnectors connectors, PendingAuthorizationRepository pending,
			CodeExchange codeExchange, AuthorizationRecorder recorder, ReturnUrls returnUrls,
			CallbackAddress callbackAddress, Secrets secrets, AuthorizationSettings settings,
			ConfirmationRequirement requirement, AuthorizationMetrics metrics) {
		this.connectors = connectors;
		this.pending = pending;
		this.codeExchange = codeExchange;
		this.recorder = recorder;
		this.returnUrls = returnUrls;
		this.callbackAddress = callbackAddress;
		this.secrets = secrets;
		this.settings = settings;
		this.requirement = requirement;
		this.metrics = metrics;
	}

	/**
	 * Begins a flow.
	 * @param returnUrl where the browser is sent in the end; without it, it sees a page
	 * of this service
	 * @param subject who begins it and has to confirm it
	 * @throws ProblemException NOT_FOUND, FORBIDDEN, VALIDATION_FAILED,
	 * CONFIGURATION_INVALID or SECRET_MISSING
	 */
	public StartedAuthorization begin(TenantId tenant, UUID connectorId, @Nullable String returnUrl,
			FlowSubject subject) {
		this.requirement.requireAbleToConfirm(subject);
		ConnectorRef ref = ConnectorRef.of(tenant, connectorId);
		Authorizable connector = this.connectors.find(ref).orElseThrow(AuthorizationFlow::connectorNotFoundException);
		Optional.ofNullable(returnUrl).ifPresent(this.returnUrls::requireAllowed);
		OAuthConfig config = connector.oauthConfig();
		requireCodeGrant(config);
		AuthorizationState state = AuthorizationState.generate();
		CodeVerifier verifier = new CodeVerifier();
		URI url = AuthorizationUrl.build(config, new OAuthClient(tenant, config, this.secrets).resolveClientId(),
				this.callbackAddress.resolveRedirectUri(config), state, connector.pkce() ? verifier : null);
		PendingAuthorization begun = new PendingAuthorization(UUID.randomUUID(), ref, connector.computeDigest(),
				state.seal(verifier.getValue()), returnUrl, RequestContext.CALLER.get(), subject.digest(), false);
		Instant expiresAt = savePending(state, begun);
		this.metrics.record(AuthorizationMetrics.Step.BEGUN);
		return new StartedAuthorization(begun.id(), url, expiresAt, connector.warnings());
	}

	private static ProblemException connectorNotFoundException() {
		return ProblemException.of(ProblemCode.NOT_FOUND, "There is no such connector.");
	}

	private static void requireCodeGrant(OAuthConfig config) {
		if (config.grantType() != OAuthConfig.Grant.AUTHORIZATION_CODE) {
			throw ProblemException.of(ProblemCode.CONFIGURATION_INVALID,
					"This connector's grant_type needs no authorization by a person.");
		}
	}

	private Instant savePending(AuthorizationState state, PendingAuthorization begun) {
		try {
			return this.pending.save(state, begun, this.settings.authorizationLife());
		}
		catch (DataIntegrityViolationException _) {
			// The connector was deleted since it was read.
			throw connectorNotFoundException();
		}
	}

	/**
	 * Returns the state of an authorization.
	 * @throws ProblemException NOT_FOUND, also for another tenant's authorization
	 */
	public AuthorizationStatus getStatus(TenantId tenant, UUID connectorId, UUID id) {
		return this.pending.require(ConnectorRef.of(tenant, connectorId), id);
	}

	/**
	 * Completes a flow. A repeated callback gets the first outcome, and errors of the
	 * provider or of the browser are outcomes too.
	 * @throws ProblemException DATABASE_UNAVAILABLE, after which the same callback may be
	 * sent again
	 */
	public AuthorizationOutcome complete(AuthorizationCallback callback) {
		if (callback.state() == null) {
			return createUnknownOutcome("The address names no authorization: its state is missing.");
		}
		Optional<AuthorizationState> state = AuthorizationState.parse(callback.state());
		return state.flatMap(this.pending::consume)
			.filter((begun) -> !begun.expired())
			.map((begun) -> completePending(callback, state.orElseThrow(), begun))
			.or(() -> state.flatMap(this.pending::findOutcome))
			.orElseGet(() -> createUnknownOutcome(
					"This authorization is not known, was used already or took too long: begin it again."));
	}

	private static AuthorizationOutcome createUnknownOutcome(String detail) {
		return AuthorizationOutcome.forUnknown(ProblemCode.AUTHORIZATION_FAILED, detail);
	}

	private AuthorizationOutcome completePending(AuthorizationCallback callback, AuthorizationState state,
			PendingAuthorization begun) {
		RequestContext.TENANT_ID.set(begun.connector().tenant().toString());
		RequestContext.CONNECTOR_ID.set(begun.connector().id().toString());
		long began = System.nanoTime();
		try {
			return this.codeExchange.connect(callback, state, begun, began);
		}
		catch (ProblemException failure) {
			AuthorizationOutcome failed = AuthorizationOutcome.forFailure(begun, failure, callback.errorCode());
			this.recorder.recordFailure(begun, failed, began);
			return failed;
		}
	}

	/** Returns where the browser is sent with an outcome that has a return URL. */
	public static URI returnUrl(AuthorizationOutcome outcome) {
		return ReturnUrls.withOutcome(Objects.requireNonNull(outcome.returnUrl()), outcome);
	}

	/**
	 * A flow that was begun.
	 *
	 * @param id identifies the authorization in requests for its state
	 * @param authorizationUrl where the user's browser goes
	 * @param expiresAt when the callback must have arrived
	 * @param warnings problems to expect later, in words for people
	 */
	public record StartedAuthorization(UUID id, URI authorizationUrl, Instant expiresAt, List<String> warnings) {
	}

}
