package io.connectorservice.oauth.authorization;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.connectorservice.event.ConnectorEvent;
import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
import io.connectorservice.oauth.AuthorizedTokenWriter;
import io.connectorservice.oauth.ConnectionStatusService;
import io.connectorservice.oauth.authorization.AuthorizationConnectors.Authorizable;
import io.connectorservice.oauth.endpoint.OAuthClient;
import io.connectorservice.oauth.endpoint.OAuthConfig;
import io.connectorservice.oauth.endpoint.TokenEndpoint;
import io.connectorservice.oauth.endpoint.TokenRequestException;
import io.connectorservice.oauth.endpoint.TokenResponse;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.trace.RequestContext;
import io.connectorservice.webhook.WebhookEventType;
import io.connectorservice.webhook.Webhooks;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/**
 * Begins and ends authorization-code flows (RFC 6749, 4.1) with PKCE (RFC 7636), the
 * state bound to tenant, connector and configuration, and the issuer checked where it is
 * sent (RFC 9207).
 */
@Component
public final class AuthorizationFlow {

	private static final String SENDS_ISSUER = "authorization_response_iss_parameter_supported";

	private final AuthorizationConnectors connectors;

	private final PendingAuthorizationRepository pending;

	private final ConnectionStatusService connections;

	private final TokenEndpoint endpoint;

	private final AuthorizedTokenWriter granted;

	private final ReturnUrls returnUrls;

	private final CallbackAddress callbackAddress;

	private final Secrets secrets;

	private final ConnectorEvents events;

	private final Webhooks webhooks;

	private final AuthorizationSettings settings;

	AuthorizationFlow(AuthorizationConnectors connectors, PendingAuthorizationRepository pending,
			ConnectionStatusService connections, TokenEndpoint endpoint, AuthorizedTokenWriter granted,
			ReturnUrls returnUrls, CallbackAddress callbackAddress, Secrets secrets, ConnectorEvents events,
			Webhooks webhooks, AuthorizationSettings settings) {
		this.connectors = connectors;
		this.pending = pending;
		this.connections = connections;
		this.endpoint = endpoint;
		this.granted = granted;
		this.returnUrls = returnUrls;
		this.callbackAddress = callbackAddress;
		this.secrets = secrets;
		this.events = events;
		this.webhooks = webhooks;
		this.settings = settings;
	}

	/**
	 * Begins a flow.
	 * @param returnUrl where the browser goes in the end; none shows a page of ours
	 * @throws ProblemException NOT_FOUND, VALIDATION_FAILED, CONFIGURATION_INVALID or
	 * SECRET_MISSING
	 */
	public Begun begin(TenantId tenant, UUID connectorId, @Nullable String returnUrl) {
		Authorizable connector = this.connectors.find(tenant, connectorId)
			.orElseThrow(AuthorizationFlow::connectorNotFoundException);
		Optional.ofNullable(returnUrl).ifPresent(this.returnUrls::requireAllowed);
		OAuthConfig config = new OAuthConfig(connector.authConfig(), connector.scopes());
		requireCodeGrant(config);
		AuthorizationState state = AuthorizationState.generate();
		CodeVerifier verifier = new CodeVerifier();
		URI url = AuthorizationUrl.build(config, new OAuthClient(tenant, config, this.secrets).resolveClientId(),
				this.callbackAddress.resolveRedirectUri(config), state, connector.pkce() ? verifier : null);
		UUID id = UUID.randomUUID();
		return new Begun(id, url,
				savePending(state,
						new PendingAuthorization(id, tenant, connectorId, connector.computeDigest(),
								state.seal(verifier.getValue()), returnUrl, RequestContext.CALLER.get(), false)),
				connector.warnings());
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
			// deleted since it was found
			throw connectorNotFoundException();
		}
	}

	/**
	 * How an authorization stands.
	 * @throws ProblemException NOT_FOUND, also for another tenant's
	 */
	public AuthorizationStatus getStatus(TenantId tenant, UUID connectorId, UUID id) {
		return this.pending.find(tenant, connectorId, id)
			.orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND, "There is no such authorization."));
	}

	/**
	 * Ends a flow; one that has ended is answered as it was. What the provider or the
	 * browser did wrong is the outcome.
	 * @throws ProblemException DATABASE_UNAVAILABLE, after which the same callback may
	 * come again
	 */
	public AuthorizationOutcome complete(AuthorizationCallback callback) {
		if (callback.state() == null) {
			return createUnknownOutcome("The address names no authorization: its state is missing.");
		}
		Optional<AuthorizationState> state = AuthorizationState.parse(callback.state());
		return state.flatMap(this.pending::consume)
			.filter((begun) -> !begun.expired())
			.map((begun) -> completePending(callback, state.orElseThrow(), begun))
			.or(() -> state.flatMap(this.pending::findEnded))
			.orElseGet(() -> createUnknownOutcome(
					"This authorization is not known, was used already or took too long: begin it again."));
	}

	private static AuthorizationOutcome createUnknownOutcome(String detail) {
		return AuthorizationOutcome.forUnknown(ProblemCode.AUTHORIZATION_FAILED, detail);
	}

	private AuthorizationOutcome completePending(AuthorizationCallback callback, AuthorizationState state,
			PendingAuthorization begun) {
		RequestContext.TENANT_ID.set(begun.tenant().toString());
		RequestContext.CONNECTOR_ID.set(begun.connectorId().toString());
		long began = System.nanoTime();
		try {
			AuthorizationOutcome connected = AuthorizationOutcome.forConnected(begun);
			exchangeCode(callback, state, begun, () -> recordConnected(begun, connected, began));
			return connected;
		}
		catch (ProblemException failure) {
			AuthorizationOutcome failed = AuthorizationOutcome.forFailure(begun, failure, callback.errorCode());
			recordFailure(begun, failed, began);
			return failed;
		}
	}

	private void recordFailure(PendingAuthorization begun, AuthorizationOutcome outcome, long began) {
		this.events.recordSeparately(ConnectorEvent
			.failure(begun.tenant(), begun.connectorId(), EventKind.AUTHORIZATION_FAILED,
					Objects.requireNonNull(outcome.code()), null)
			.withActor(begun.begunBy())
			.withAuthorization(begun.id())
			.withDurationSince(began));
		this.pending.recordEndSeparately(begun.tenant(), outcome);
	}

	// whose browser comes back shows no token: it was done by who began it
	private void recordConnected(PendingAuthorization begun, AuthorizationOutcome outcome, long began) {
		this.pending.recordEnd(outcome);
		this.events.record(ConnectorEvent.success(begun.tenant(), begun.connectorId(), EventKind.CONNECTED)
			.withActor(begun.begunBy())
			.withAuthorization(begun.id())
			.withDurationSince(began));
		this.webhooks.publish(begun.tenant(), begun.connectorId(), WebhookEventType.CONNECTED);
	}

	private void exchangeCode(AuthorizationCallback callback, AuthorizationState state, PendingAuthorization begun,
			Runnable noting) {
		Authorizable connector = requireUnchanged(begun);
		OAuthConfig config = new OAuthConfig(connector.authConfig(), connector.scopes());
		String code = requireCode(callback, config);
		AuthorizationCodeGrant grant = new AuthorizationCodeGrant(new AuthorizationCode(code),
				this.callbackAddress.resolveRedirectUri(config),
				connector.pkce() ? new CodeVerifier(state.open(begun.sealedVerifier())) : null);
		TokenResponse answer = requestTokens(begun.tenant(), config, grant);
		requireUnchanged(begun);
		Map<String, String> data = new LinkedHashMap<>();
		connector.kept()
			.forEach((value) -> value.find(answer, callback).ifPresent((found) -> data.put(value.name(), found)));
		if (answer.second() != null) {
			data.put(ConnectionStatusService.SIGNING_TOKENS,
					config.answerPath().orElse(ConnectionStatusService.TOP_LEVEL));
		}
		this.granted.store(this.connections.createOAuth2Context(begun.tenant(), begun.connectorId(),
				connector.authConfig(), connector.scopes()), answer, () -> {
					this.connectors.keepData(begun.tenant(), begun.connectorId(), data);
					noting.run();
				});
		this.connectors.evictConnector(begun.tenant(), begun.connectorId());
	}

	private Authorizable requireUnchanged(PendingAuthorization begun) {
		return this.connectors.find(begun.tenant(), begun.connectorId())
			.filter((found) -> found.computeDigest().equals(begun.configDigest()))
			.orElseThrow(() -> authorizationFailedException(
					"The connector's authorization settings were changed, or it was deleted, meanwhile: begin again."));
	}

	private static String requireCode(AuthorizationCallback callback, OAuthConfig config) {
		if (callback.repeated()) {
			throw authorizationFailedException("The address holds a parameter more than once.");
		}
		requireIssuer(callback, config);
		if (callback.error() != null) {
			throw authorizationFailedException("The provider refused: " + callback.errorCode() + ".");
		}
		if (callback.code() == null) {
			throw authorizationFailedException("The provider sent no code.");
		}
		return callback.code();
	}

	// a provider that names itself must be the one that was asked (mix-up attacks)
	private static void requireIssuer(AuthorizationCallback callback, OAuthConfig config) {
		boolean always = config.json().path(SENDS_ISSUER).booleanValue(false);
		if (callback.iss() == null && always) {
			throw authorizationFailedException(
					"The answer does not say which provider it comes from, and this one always does.");
		}
		if (callback.iss() != null && config.issuer().filter((issuer) -> !issuer.equals(callback.iss())).isPresent()) {
			throw authorizationFailedException("The answer comes from another provider than the one that was asked.");
		}
	}

	private TokenResponse requestTokens(TenantId tenant, OAuthConfig config, AuthorizationCodeGrant grant) {
		try {
			OAuthClient client = new OAuthClient(tenant, config, this.secrets);
			return this.endpoint.forTenant(tenant).requestTokens(config, client, grant);
		}
		catch (TokenRequestException failure) {
			throw authorizationFailedException(failure.getMessage() + ".");
		}
	}

	static ProblemException authorizationFailedException(String detail) {
		return ProblemException.of(ProblemCode.AUTHORIZATION_FAILED, detail);
	}

	/** Where the browser goes with this outcome. */
	public static URI returnUrl(AuthorizationOutcome outcome) {
		return ReturnUrls.withOutcome(Objects.requireNonNull(outcome.returnUrl()), outcome);
	}

	/**
	 * A flow that was begun.
	 *
	 * @param id by which its outcome can be asked for
	 * @param authorizationUrl where the user's browser goes
	 * @param expiresAt until when it must have come back
	 * @param warnings what is likely to go wrong later, for people
	 */
	public record Begun(UUID id, URI authorizationUrl, Instant expiresAt, List<String> warnings) {
	}

}
