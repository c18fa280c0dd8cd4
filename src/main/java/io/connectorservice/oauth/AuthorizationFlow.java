package io.connectorservice.oauth;

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
import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
import io.connectorservice.event.Happening;
import io.connectorservice.oauth.AuthorizationConnectors.Authorizable;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.trace.RequestContext;
import io.connectorservice.webhook.StateChange;
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

	private final PendingAuthorizations pending;

	private final OAuthConnections connections;

	private final TokenEndpoint endpoint;

	private final GrantedTokens granted;

	private final ReturnUrls returnUrls;

	private final CallbackAddress callbackAddress;

	private final Secrets secrets;

	private final ConnectorEvents events;

	private final Webhooks webhooks;

	private final OAuthSettings settings;

	AuthorizationFlow(AuthorizationConnectors connectors, PendingAuthorizations pending, OAuthConnections connections,
			TokenEndpoint endpoint, GrantedTokens granted, ReturnUrls returnUrls, CallbackAddress callbackAddress,
			Secrets secrets, ConnectorEvents events, Webhooks webhooks, OAuthSettings settings) {
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
		Authorizable connector = this.connectors.find(tenant, connectorId).orElseThrow(AuthorizationFlow::notFound);
		Optional.ofNullable(returnUrl).ifPresent(this.returnUrls::requireAllowed);
		OAuthConfig config = new OAuthConfig(connector.authConfig(), connector.scopes());
		requireCodeGrant(config);
		AuthorizationState state = AuthorizationState.random();
		CodeVerifier verifier = new CodeVerifier();
		URI url = AuthorizationUrl.of(config, new OAuthClient(tenant, config, this.secrets).id(),
				this.callbackAddress.of(config), state, connector.pkce() ? verifier : null);
		UUID id = UUID.randomUUID();
		return new Begun(id, url,
				keep(state,
						new PendingAuthorization(id, tenant, connectorId, connector.digest(),
								state.seal(verifier.getValue()), returnUrl, RequestContext.CALLER.get(), false)),
				connector.warnings());
	}

	private static ProblemException notFound() {
		return ProblemException.of(ProblemCode.NOT_FOUND, "There is no such connector.");
	}

	private static void requireCodeGrant(OAuthConfig config) {
		if (config.grant() != OAuthConfig.Grant.AUTHORIZATION_CODE) {
			throw ProblemException.of(ProblemCode.CONFIGURATION_INVALID,
					"This connector's grant_type needs no authorization by a person.");
		}
	}

	private Instant keep(AuthorizationState state, PendingAuthorization begun) {
		try {
			return this.pending.keep(state, begun, this.settings.authorizationLife());
		}
		catch (DataIntegrityViolationException _) {
			// deleted since it was found
			throw notFound();
		}
	}

	/**
	 * How an authorization stands.
	 * @throws ProblemException NOT_FOUND, also for another tenant's
	 */
	public AuthorizationStatus status(TenantId tenant, UUID connectorId, UUID id) {
		return this.pending.find(tenant, connectorId, id)
			.orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND, "There is no such authorization."));
	}

	/**
	 * Ends a flow; one that has ended is answered as it was. What the provider or the
	 * browser did wrong is the outcome.
	 * @throws ProblemException DATABASE_UNAVAILABLE, after which the same callback may
	 * come again
	 */
	public AuthorizationOutcome end(AuthorizationCallback callback) {
		if (callback.state() == null) {
			return unknown("The address names no authorization: its state is missing.");
		}
		Optional<AuthorizationState> state = AuthorizationState.of(callback.state());
		return state.flatMap(this.pending::take)
			.filter((begun) -> !begun.expired())
			.map((begun) -> end(callback, state.orElseThrow(), begun))
			.or(() -> state.flatMap(this.pending::findEnded))
			.orElseGet(() -> unknown(
					"This authorization is not known, was used already or took too long: begin it again."));
	}

	private static AuthorizationOutcome unknown(String detail) {
		return AuthorizationOutcome.unknown(ProblemCode.AUTHORIZATION_FAILED, detail);
	}

	private AuthorizationOutcome end(AuthorizationCallback callback, AuthorizationState state,
			PendingAuthorization begun) {
		RequestContext.TENANT_ID.set(begun.tenant().toString());
		RequestContext.CONNECTOR_ID.set(begun.connectorId().toString());
		long began = System.nanoTime();
		try {
			AuthorizationOutcome connected = AuthorizationOutcome.connected(begun);
			exchange(callback, state, begun, () -> connected(begun, connected, began));
			return connected;
		}
		catch (ProblemException failure) {
			AuthorizationOutcome failed = AuthorizationOutcome.failed(begun, failure, callback.errorCode());
			failed(begun, failed, began);
			return failed;
		}
	}

	private void failed(PendingAuthorization begun, AuthorizationOutcome outcome, long began) {
		this.events
			.note(Happening
				.failure(begun.tenant(), begun.connectorId(), EventKind.AUTHORIZATION_FAILED,
						Objects.requireNonNull(outcome.code()), null)
				.by(begun.begunBy())
				.ending(begun.id())
				.since(began));
		this.pending.noteEnd(begun.tenant(), outcome);
	}

	// whose browser comes back shows no token: it was done by who began it
	private void connected(PendingAuthorization begun, AuthorizationOutcome outcome, long began) {
		this.pending.end(outcome);
		this.events.add(Happening.success(begun.tenant(), begun.connectorId(), EventKind.CONNECTED)
			.by(begun.begunBy())
			.ending(begun.id())
			.since(began));
		this.webhooks.tell(begun.tenant(), begun.connectorId(), StateChange.CONNECTED);
	}

	private void exchange(AuthorizationCallback callback, AuthorizationState state, PendingAuthorization begun,
			Runnable noting) {
		Authorizable connector = unchanged(begun);
		OAuthConfig config = new OAuthConfig(connector.authConfig(), connector.scopes());
		String code = requireCode(callback, config);
		AuthorizationCodeGrant grant = new AuthorizationCodeGrant(new AuthorizationCode(code),
				this.callbackAddress.of(config),
				connector.pkce() ? new CodeVerifier(state.open(begun.sealedVerifier())) : null);
		TokenAnswer answer = request(begun.tenant(), config, grant);
		unchanged(begun);
		Map<String, String> data = new LinkedHashMap<>();
		connector.kept()
			.forEach((value) -> value.find(answer, callback).ifPresent((found) -> data.put(value.name(), found)));
		if (answer.second() != null) {
			data.put(OAuthConnections.SIGNING_TOKENS, config.answerPath().orElse(OAuthConnections.TOP_LEVEL));
		}
		this.granted.keep(this.connections.oauth2(begun.tenant(), begun.connectorId(), connector.authConfig(),
				connector.scopes()), answer, () -> {
					this.connectors.keepData(begun.tenant(), begun.connectorId(), data);
					noting.run();
				});
		this.connectors.connected(begun.tenant(), begun.connectorId());
	}

	private Authorizable unchanged(PendingAuthorization begun) {
		return this.connectors.find(begun.tenant(), begun.connectorId())
			.filter((found) -> found.digest().equals(begun.configDigest()))
			.orElseThrow(() -> failed(
					"The connector's authorization settings were changed, or it was deleted, meanwhile: begin again."));
	}

	private static String requireCode(AuthorizationCallback callback, OAuthConfig config) {
		if (callback.repeated()) {
			throw failed("The address holds a parameter more than once.");
		}
		requireIssuer(callback, config);
		if (callback.error() != null) {
			throw failed("The provider refused: " + callback.errorCode() + ".");
		}
		if (callback.code() == null) {
			throw failed("The provider sent no code.");
		}
		return callback.code();
	}

	// a provider that names itself must be the one that was asked (mix-up attacks)
	private static void requireIssuer(AuthorizationCallback callback, OAuthConfig config) {
		boolean always = config.json().path(SENDS_ISSUER).booleanValue(false);
		if (callback.iss() == null && always) {
			throw failed("The answer does not say which provider it comes from, and this one always does.");
		}
		if (callback.iss() != null && config.issuer().filter((issuer) -> !issuer.equals(callback.iss())).isPresent()) {
			throw failed("The answer comes from another provider than the one that was asked.");
		}
	}

	private TokenAnswer request(TenantId tenant, OAuthConfig config, AuthorizationCodeGrant grant) {
		try {
			OAuthClient client = new OAuthClient(tenant, config, this.secrets);
			return this.endpoint.forTenant(tenant).request(config, client, grant);
		}
		catch (TokenRequestFailed failure) {
			throw failed(failure.getMessage() + ".");
		}
	}

	static ProblemException failed(String detail) {
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
