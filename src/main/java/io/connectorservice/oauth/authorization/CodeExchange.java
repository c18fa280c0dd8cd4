package io.connectorservice.oauth.authorization;

import java.util.LinkedHashMap;
import java.util.Map;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.connectorservice.oauth.AuthorizedTokenWriter;
import io.connectorservice.oauth.ConnectionStatusService;
import io.connectorservice.oauth.TokenContext;
import io.connectorservice.oauth.authorization.AuthorizationConnectors.Authorizable;
import io.connectorservice.oauth.endpoint.OAuthClient;
import io.connectorservice.oauth.endpoint.OAuthConfig;
import io.connectorservice.oauth.endpoint.TokenEndpoint;
import io.connectorservice.oauth.endpoint.TokenRequestException;
import io.connectorservice.oauth.endpoint.TokenResponse;
import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.TenantId;

import org.springframework.stereotype.Component;

/**
 * Validates a callback, exchanges its code for tokens (RFC 6749, 4.1.3) and stores them,
 * or has them held until they are confirmed.
 */
@Component
final class CodeExchange {

	private static final String SENDS_ISSUER = "authorization_response_iss_parameter_supported";

	private final AuthorizationConnectors connectors;

	private final ConnectionStatusService connections;

	private final TokenEndpoint endpoint;

	private final AuthorizedTokenWriter tokenWriter;

	private final CallbackAddress callbackAddress;

	private final Secrets secrets;

	private final AuthorizationRecorder recorder;

	private final ConfirmationRequirement requirement;

	private final TokenConfirmation confirmation;

	CodeExchange(AuthorizationConnectors connectors, ConnectionStatusService connections, TokenEndpoint endpoint,
			AuthorizedTokenWriter tokenWriter, CallbackAddress callbackAddress, Secrets secrets,
			AuthorizationRecorder recorder, ConfirmationRequirement requirement, TokenConfirmation confirmation) {
		this.connectors = connectors;
		this.connections = connections;
		this.endpoint = endpoint;
		this.tokenWriter = tokenWriter;
		this.callbackAddress = callbackAddress;
		this.secrets = secrets;
		this.recorder = recorder;
		this.requirement = requirement;
		this.confirmation = confirmation;
	}

	/**
	 * Connects the connector that an authorization was begun for.
	 * @param began the System.nanoTime() from which the event's duration counts
	 * @throws ProblemException AUTHORIZATION_FAILED, or the problem of what is
	 * unavailable
	 */
	AuthorizationOutcome connect(AuthorizationCallback callback, AuthorizationState state, PendingAuthorization begun,
			long began) {
		Authorizable connector = requireUnchanged(begun);
		OAuthConfig config = connector.oauthConfig();
		AuthorizationCodeGrant grant = new AuthorizationCodeGrant(new AuthorizationCode(requireCode(callback, config)),
				this.callbackAddress.resolveRedirectUri(config),
				connector.pkce() ? new CodeVerifier(state.open(begun.sealedVerifier())) : null);
		TokenResponse response = requestTokens(begun.connector().tenant(), config, grant);
		requireUnchanged(begun);
		Map<String, String> data = collectData(connector, config, response, callback);
		return this.requirement.appliesTo(begun) ? this.confirmation.hold(begun, connector, response, data)
				: storeUnconfirmed(begun, config, response, data, began);
	}

	private AuthorizationOutcome storeUnconfirmed(PendingAuthorization begun, OAuthConfig config,
			TokenResponse response, Map<String, String> data, long began) {
		AuthorizationOutcome connected = AuthorizationOutcome.forConnected(begun);
		TokenContext context = this.connections.createOAuth2Context(begun.connector().tenant(),
				begun.connector().uuid(), config);
		StoredTokens granted = this.tokenWriter.prepareGrant(context, context.place(), response, begun.id());
		this.tokenWriter.store(context, granted, response.scopes(), () -> {
			this.connectors.keepData(begun.connector(), data);
			this.recorder.recordConnected(begun, connected, began);
		});
		this.connectors.evictConnector(begun.connector());
		return connected;
	}

	private Authorizable requireUnchanged(PendingAuthorization begun) {
		return this.connectors.find(begun.connector())
			.filter((found) -> found.computeDigest().equals(begun.configDigest()))
			.orElseThrow(CodeExchange::configurationChangeException);
	}

	static ProblemException configurationChangeException() {
		return authorizationFailedException(
				"The connector's authorization settings were changed, or it was deleted, meanwhile: begin again.");
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

	// An issuer in the callback must be the configured one (mix-up attacks, RFC 9207).
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

	private static Map<String, String> collectData(Authorizable connector, OAuthConfig config, TokenResponse response,
			AuthorizationCallback callback) {
		Map<String, String> data = new LinkedHashMap<>();
		connector.kept()
			.forEach((value) -> value.find(response, callback).ifPresent((found) -> data.put(value.name(), found)));
		if (response.second() != null) {
			data.put(ConnectionStatusService.SIGNING_TOKENS,
					config.answerPath().orElse(ConnectionStatusService.TOP_LEVEL));
		}
		return data;
	}

	private static ProblemException authorizationFailedException(String detail) {
		return ProblemException.of(ProblemCode.AUTHORIZATION_FAILED, detail);
	}

}
