package io.connectorservice.connector;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import io.connectorservice.oauth.AuthorizationConnectors;
import io.connectorservice.oauth.ConnectionStatus;
import io.connectorservice.oauth.OAuthConnections;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.tenant.TenantTransactions;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * What connectors and their OAuth 2 tokens have to do with each other.
 */
@Component
final class ConnectorTokens implements AuthorizationConnectors {

	private static final String OAUTH2 = "oauth2";

	private static final String JWT_BEARER = "jwt_bearer";

	// what a grant is bound to
	private static final List<String> CLIENT = List.of("grant_type", "token_url", "client_id", "client_id_vault_path");

	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private static final Set<String> TOKENS = Set.of("access_token", "refresh_token");

	private final OAuthConnections connections;

	private final TenantTransactions transactions;

	private final ConnectorRepository connectors;

	ConnectorTokens(OAuthConnections connections, TenantTransactions transactions, ConnectorRepository connectors) {
		this.connections = connections;
		this.transactions = transactions;
		this.connectors = connectors;
	}

	@Override
	public Optional<Authorizable> find(TenantId tenant, UUID connectorId) {
		return this.transactions.read(tenant, () -> this.connectors.find(connectorId))
			.map(ConnectorTokens::authorizable);
	}

	private static Authorizable authorizable(Connector connector) {
		if (!isOAuth2(connector)) {
			throw ProblemException.of(ProblemCode.CONFIGURATION_INVALID, "This connector's auth_type is "
					+ connector.authType() + ": only those of oauth2 are authorized by a person.");
		}
		return new Authorizable(connector.connectorName(), connector.authConfig(), scopes(connector),
				connector.version());
	}

	private static List<String> scopes(Connector connector) {
		return Objects.requireNonNullElse(connector.scopes(), List.of());
	}

	private static boolean isOAuth2(Connector connector) {
		return OAUTH2.equals(connector.authType());
	}

	@Nullable ConnectionStatus status(Connector connector) {
		return isOAuth2(connector) ? this.connections.status(connector.tenant(), connector.id()) : null;
	}

	// the tokens of both ways are kept alike
	private static boolean hasTokens(Connector connector) {
		return isOAuth2(connector) || JWT_BEARER.equals(connector.authConfig().path("strategy").asString(""));
	}

	/** Tokens that came as credentials count from now on. */
	void broughtIn(Connector connector, Set<String> credentials) {
		if (hasTokens(connector) && !credentials.isEmpty()) {
			boolean tokens = credentials.stream().anyMatch(TOKENS::contains);
			this.connections.replaced(connector.tenant(), connector.id(), connector.authConfig(), tokens);
		}
	}

	/**
	 * Tokens that were granted to another client do not count any more; what failed with
	 * the old configuration is tried anew.
	 */
	void changed(Connector before, Connector after) {
		if (hasTokens(before) && !client(before).equals(client(after))) {
			this.connections.disconnect(before.tenant(), before.id(), before.authConfig());
		}
		else if (hasTokens(after)) {
			this.connections.replaced(after.tenant(), after.id(), after.authConfig(), false);
		}
	}

	private static List<String> client(Connector connector) {
		return Stream
			.concat(Stream.of(connector.authType()),
					CLIENT.stream().map((field) -> connector.authConfig().path(field).asString("")))
			.toList();
	}

	/** Where the service itself will write this connector's tokens. */
	List<String> writtenPaths(Connector connector) {
		return hasTokens(connector)
				? this.connections.writtenPaths(connector.tenant(), connector.id(), connector.authConfig()) : List.of();
	}

	/**
	 * Tells the provider that a deleted connector's tokens are not needed any more, where
	 * it can be told. Nobody waits long for that.
	 */
	void revoke(Connector connector) {
		if (!isOAuth2(connector)) {
			return;
		}
		Thread revocation = Thread.startVirtualThread(() -> this.connections.revoke(connector.tenant(), connector.id(),
				connector.authConfig(), scopes(connector)));
		try {
			revocation.join(PATIENCE);
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
		}
	}

}
