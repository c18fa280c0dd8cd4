package io.connectorservice.oauth;

import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
import io.connectorservice.oauth.AuthorizationConnectors.Authorizable;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Begins and ends authorization-code flows (RFC 6749, 4.1) with PKCE (RFC 7636), the
 * state bound to tenant, connector and configuration, and the issuer checked where it is
 * sent (RFC 9207).
 */
@Component
public final class AuthorizationFlow {

	private static final String CALLBACK = "/api/v1/connectors/oauth2/callback";

	private final AuthorizationConnectors connectors;

	private final PendingAuthorizations pending;

	private final OAuthConnections connections;

	private final TokenEndpoint endpoint;

	private final GrantedTokens granted;

	private final ReturnUrls returnUrls;

	private final Secrets secrets;

	private final ConnectorEvents events;

	private final OAuthSettings settings;

	AuthorizationFlow(AuthorizationConnectors connectors, PendingAuthorizations pending, OAuthConnections connections,
			TokenEndpoint endpoint, GrantedTokens granted, ReturnUrls returnUrls, Secrets secrets,
			ConnectorEvents events, OAuthSettings settings) {
		this.connectors = connectors;
		this.pending = pending;
		this.connections = connections;
		this.endpoint = endpoint;
		this.granted = granted;
		this.returnUrls = returnUrls;
		this.secrets = secrets;
		this.events = events;
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
			.orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND, "There is no such connector."));
		Optional.ofNullable(returnUrl).ifPresent(this.returnUrls::requireAllowed);
		OAuthConfig config = new OAuthConfig(connector.authConfig(), connector.scopes());
		requireCodeGrant(config);
		AuthorizationState state = AuthorizationState.random();
		CodeVerifier verifier = new CodeVerifier();
		URI url = authorizationUrl(tenant, config, state, verifier);
		Instant expiresAt = this.pending.keep(state, new PendingAuthorization(tenant, connectorId, connector.version(),
				state.seal(verifier.getValue()), returnUrl, false), this.settings.authorizationLife());
		return new Begun(url, expiresAt);
	}

	private static void requireCodeGrant(OAuthConfig config) {
		if (config.grant() != OAuthConfig.Grant.AUTHORIZATION_CODE) {
			throw ProblemException.of(ProblemCode.CONFIGURATION_INVALID,
					"This connector's grant_type needs no authorization by a person.");
		}
	}

	private URI authorizationUrl(TenantId tenant, OAuthConfig config, AuthorizationState state, CodeVerifier verifier) {
		OAuthClient client = new OAuthClient(tenant, config, this.secrets);
		AuthorizationRequest.Builder request = new AuthorizationRequest.Builder(ResponseType.CODE, client.id())
			.endpointURI(URI.create(TokenEndpoint.target(config.authUrl()).text()))
			.redirectionURI(redirectUri(config))
			.state(new State(state.text()))
			.codeChallenge(verifier, CodeChallengeMethod.S256);
		Optional.ofNullable(config.scope()).ifPresent((scope) -> request.customParameter("scope", scope));
		config.audience().ifPresent((audience) -> request.customParameter("audience", audience));
		if (!config.resources().isEmpty()) {
			request.customParameter("resource", config.resources().toArray(String[]::new));
		}
		config.authorizationParams().forEach(request::customParameter);
		return request.build().toURI();
	}

	private URI redirectUri(OAuthConfig config) {
		String uri = config.redirectUri()
			.or(() -> Optional.ofNullable(this.settings.publicUrl()).map((url) -> url.replaceAll("/+$", "") + CALLBACK))
			.orElseThrow(() -> ProblemException.of(ProblemCode.CONFIGURATION_INVALID,
					"Set redirect_uri in auth_config, or PUBLIC_URL for all connectors."));
		return URI.create(TokenEndpoint.target(uri).text());
	}

	/**
	 * Ends a flow with what the provider sent the browser back with. Never throws for
	 * what the provider or the browser did: the outcome says it.
	 */
	public AuthorizationOutcome end(Callback callback) {
		if (callback.state() == null) {
			return refused(null, null, "The address holds no state.");
		}
		AuthorizationState state = AuthorizationState.of(callback.state());
		Optional<PendingAuthorization> begun = this.pending.take(state);
		if (begun.isEmpty() || begun.get().expired()) {
			return refused(null, null,
					"This authorization is not known, was used already or took too long: begin it again.");
		}
		return end(callback, state, begun.get());
	}

	private AuthorizationOutcome end(Callback callback, AuthorizationState state, PendingAuthorization begun) {
		try {
			exchange(callback, state, begun);
			this.events.succeeded(begun.tenant(), begun.connectorId(), EventKind.CONNECTED);
			return new AuthorizationOutcome(begun.connectorId(), true, null, "The connection works.", null,
					begun.returnUrl());
		}
		catch (ProblemException failure) {
			this.events.failed(begun.tenant(), begun.connectorId(), EventKind.AUTHORIZATION_FAILED, failure.code(),
					null);
			return new AuthorizationOutcome(begun.connectorId(), false, failure.code(), failure.detail(),
					callback.errorCode(), begun.returnUrl());
		}
	}

	private void exchange(Callback callback, AuthorizationState state, PendingAuthorization begun) {
		Authorizable connector = this.connectors.find(begun.tenant(), begun.connectorId())
			.filter((found) -> found.version() == begun.connectorVersion())
			.orElseThrow(() -> failed("The connector was changed or deleted meanwhile: begin again."));
		OAuthConfig config = new OAuthConfig(connector.authConfig(), connector.scopes());
		requireIssuer(callback, config);
		AuthorizationCodeGrant grant = new AuthorizationCodeGrant(new AuthorizationCode(requireCode(callback)),
				redirectUri(config), new CodeVerifier(state.open(begun.sealedVerifier())));
		TokenAnswer answer = request(config, new OAuthClient(begun.tenant(), config, this.secrets), grant);
		this.granted.keep(this.connections.oauth2(begun.tenant(), begun.connectorId(), connector.authConfig(),
				connector.scopes()), answer);
	}

	// a provider that names itself must be the one that was asked (mix-up attacks)
	private static void requireIssuer(Callback callback, OAuthConfig config) {
		String expected = config.issuer().orElse(null);
		if (expected != null && callback.iss() != null && !expected.equals(callback.iss())) {
			throw failed("The answer comes from another provider than the one that was asked.");
		}
	}

	private static String requireCode(Callback callback) {
		if (callback.error() != null) {
			throw failed("The provider refused: " + callback.errorCode() + ".");
		}
		if (callback.code() == null) {
			throw failed("The provider sent no code.");
		}
		return callback.code();
	}

	private TokenAnswer request(OAuthConfig config, OAuthClient client, AuthorizationCodeGrant grant) {
		try {
			return this.endpoint.request(config, client, grant);
		}
		catch (TokenRequestFailed failure) {
			throw failed(failure.getMessage() + ".");
		}
	}

	private static ProblemException failed(String detail) {
		return ProblemException.of(ProblemCode.AUTHORIZATION_FAILED, detail);
	}

	private static AuthorizationOutcome refused(@Nullable UUID connectorId, @Nullable String returnUrl, String detail) {
		return new AuthorizationOutcome(connectorId, false, ProblemCode.AUTHORIZATION_FAILED, detail, null, returnUrl);
	}

	/** Where the browser goes with this outcome. */
	public static URI returnUrl(AuthorizationOutcome outcome) {
		return ReturnUrls.withOutcome(Objects.requireNonNull(outcome.returnUrl()), outcome);
	}

	/**
	 * A flow that was begun.
	 *
	 * @param authorizationUrl where the user's browser goes
	 * @param expiresAt until when it must have come back
	 */
	public record Begun(URI authorizationUrl, Instant expiresAt) {
	}

	/**
	 * What the provider sent the browser back with.
	 */
	public record Callback(@Nullable String state, @Nullable String code, @Nullable String iss,
			@Nullable String error) {

		/** The provider's error as far as it is a code and not somebody's text. */
		@Nullable String errorCode() {
			return (this.error == null) ? null
					: this.error.matches("[A-Za-z0-9_.-]{1,64}") ? this.error : "unreadable_error";
		}

	}

}
