package io.connectorservice.oauth.authorization;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import io.connectorservice.oauth.AuthorizedTokenWriter;
import io.connectorservice.oauth.ConnectionStatusService;
import io.connectorservice.oauth.TokenContext;
import io.connectorservice.oauth.authorization.AuthorizationConnectors.Authorizable;
import io.connectorservice.oauth.endpoint.OAuthConfig;
import io.connectorservice.oauth.endpoint.TokenResponse;
import io.connectorservice.oauth.storage.PendingConfirmation;
import io.connectorservice.oauth.storage.PendingConfirmationRepository;
import io.connectorservice.oauth.storage.PendingTokenStore;
import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

import org.springframework.stereotype.Component;

/**
 * Keeps the tokens of an authorization in the pending place until they are confirmed, and
 * then makes them the connector's. The tokens that the connector had work until then.
 */
@Component
final class TokenConfirmation {

	private final AuthorizationConnectors connectors;

	private final ConnectionStatusService connections;

	private final AuthorizedTokenWriter tokenWriter;

	private final PendingConfirmationRepository confirmations;

	private final PendingTokenStore tokens;

	private final PendingTokenRemoval removal;

	private final AuthorizationRecorder recorder;

	private final AuthorizationSettings settings;

	TokenConfirmation(AuthorizationConnectors connectors, ConnectionStatusService connections,
			AuthorizedTokenWriter tokenWriter, PendingConfirmationRepository confirmations, PendingTokenStore tokens,
			PendingTokenRemoval removal, AuthorizationRecorder recorder, AuthorizationSettings settings) {
		this.connectors = connectors;
		this.connections = connections;
		this.tokenWriter = tokenWriter;
		this.confirmations = confirmations;
		this.tokens = tokens;
		this.removal = removal;
		this.recorder = recorder;
		this.settings = settings;
	}

	/**
	 * Stores the tokens of an authorization in the pending place.
	 * @throws ProblemException AUTHORIZATION_FAILED if the connector was deleted
	 * meanwhile, or the problem of what is unavailable
	 */
	AuthorizationOutcome hold(PendingAuthorization begun, Authorizable connector, TokenResponse response,
			Map<String, String> data) {
		PendingConfirmation pending = new PendingConfirmation(begun.id(), begun.connector(), connector.computeDigest(),
				connector.authConfig(), connector.scopes(), response.scopes(), data, PendingConfirmation.State.STORING,
				UUID.randomUUID());
		if (!this.confirmations.insert(pending, this.settings.confirmationLease(),
				this.settings.authorizationsPerConnector(), this.settings.authorizationsPerTenant())) {
			throw missingConnectorException();
		}
		try {
			return storePending(begun, pending, connector.oauthConfig(), response);
		}
		catch (ProblemException failure) {
			this.removal.giveUp(pending, null, failure.detail());
			throw failure;
		}
	}

	private static ProblemException missingConnectorException() {
		return ProblemException.of(ProblemCode.AUTHORIZATION_FAILED, "The connector was deleted meanwhile.");
	}

	private AuthorizationOutcome storePending(PendingAuthorization begun, PendingConfirmation pending,
			OAuthConfig config, TokenResponse response) {
		TokenContext context = createContext(pending, config);
		this.tokens.write(this.tokenWriter.prepareGrant(context,
				this.tokens.locate(pending, config.appName().orElse(null)), response, begun.id()));
		if (!this.confirmations.startWaiting(pending, this.settings.confirmationLife(),
				() -> this.recorder.recordCallback(begun, this.settings.confirmationLife()))) {
			throw missingConnectorException();
		}
		return AuthorizationOutcome.forUnconfirmed(begun.id(), begun.connector().uuid(), begun.returnUrl());
	}

	private TokenContext createContext(PendingConfirmation pending, OAuthConfig config) {
		return this.connections.createOAuth2Context(pending.connector().tenant(), pending.connector().uuid(), config);
	}

	/**
	 * Makes the tokens of a claimed confirmation the connector's. If something is
	 * unavailable, the confirmation can be claimed again; it stays confirmed.
	 * @throws ProblemException AUTHORIZATION_FAILED if the connector has changed since,
	 * or the problem of what is unavailable
	 */
	void complete(PendingConfirmation pending) {
		try {
			connect(pending);
		}
		catch (ProblemException failure) {
			if (failure.code().isOutage()) {
				this.removal.release(pending, Duration.ZERO);
			}
			else if (failure.code() != ProblemCode.AUTHORIZATION_PENDING) {
				this.removal.giveUp(pending, ProblemCode.AUTHORIZATION_FAILED, failure.detail());
			}
			throw failure;
		}
		this.removal.removeConfirmed(pending);
	}

	private void connect(PendingConfirmation pending) {
		Authorizable connector = this.connectors.find(pending.connector())
			.filter((found) -> found.computeDigest().equals(pending.configDigest()))
			.orElseThrow(CodeExchange::configurationChangeException);
		StoredTokens granted = this.tokens.find(pending)
			.orElseThrow(() -> ProblemException.of(ProblemCode.AUTHORIZATION_FAILED,
					"The pending tokens are gone from the secret store: begin again."));
		TokenContext context = createContext(pending, connector.oauthConfig());
		this.tokenWriter.store(context, granted, pending.grantedScopes(), () -> recordConfirmed(pending));
		this.connectors.evictConnector(pending.connector());
	}

	private void recordConfirmed(PendingConfirmation pending) {
		if (!this.confirmations.recordConfirmed(pending)) {
			throw ProblemException.of(ProblemCode.AUTHORIZATION_PENDING,
					"Another request is confirming the authorization, or ended it; read how it stands.");
		}
		this.connectors.keepData(pending.connector(), pending.data());
		this.recorder.recordConfirmed(pending);
	}

}
