package io.connectorservice.connector;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.connectorservice.catalog.Completion;
import io.connectorservice.oauth.AuthorizationConnectors;
import io.connectorservice.oauth.ConnectionStatus;
import io.connectorservice.oauth.KeptValue;
import io.connectorservice.oauth.OAuthConnections;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.tenant.TenantTransactions;
import io.connectorservice.trace.RequestContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * What connectors and their OAuth 2 tokens have to do with each other.
 */
@Component
final class ConnectorTokens implements AuthorizationConnectors {

	private static final String OAUTH2 = "oauth2";

	private static final Set<String> OTHERS = Set.of(OAuthConnections.JWT_BEARER, OAuthConnections.SESSION_LOGIN);

	// what a grant is bound to
	private static final List<String> CLIENT = List.of("grant_type", "token_url", "refresh_url", "client_id",
			"client_id_vault_path", "login_url");

	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private static final Set<String> TOKENS = Set.of("access_token", "refresh_token");

	private final OAuthConnections tokens;

	private final Connections connections;

	private final TenantTransactions transactions;

	private final ConnectorRepository connectors;

	private final ConnectorCache cache;

	ConnectorTokens(OAuthConnections tokens, Connections connections, TenantTransactions transactions,
			ConnectorRepository connectors, ConnectorCache cache) {
		this.tokens = tokens;
		this.connections = connections;
		this.transactions = transactions;
		this.connectors = connectors;
		this.cache = cache;
	}

	@Override
	public Optional<Authorizable> find(TenantId tenant, UUID connectorId) {
		return this.transactions.read(tenant, () -> this.connectors.find(connectorId)).map(this::authorizable);
	}

	private Authorizable authorizable(Connector connector) {
		if (!isOAuth2(connector)) {
			throw ProblemException.of(ProblemCode.CONFIGURATION_INVALID, "This connector's auth_type is "
					+ connector.authType() + ": only those of oauth2 are authorized by a person.");
		}
		Completion known = this.connections.completion(connector);
		return new Authorizable(connector.connectorName(), known.authConfig(), known.scopes(), known.pkce(),
				known.offlineWarnings(), kept(known));
	}

	private static List<KeptValue> kept(Completion known) {
		return known.connectionData()
			.entrySet()
			.stream()
			.map((entry) -> new KeptValue(entry.getKey(), entry.getValue().at(), entry.getValue().callback(),
					Pattern.compile(entry.getValue().pattern())))
			.toList();
	}

	@Override
	public void keepData(TenantId tenant, UUID connectorId, Map<String, String> data) {
		this.connectors.keepConnectionData(connectorId, data);
	}

	@Override
	public void connected(TenantId tenant, UUID connectorId) {
		this.cache.forget(tenant, connectorId);
	}

	private JsonNode config(Connector connector) {
		return this.connections.completion(connector).authConfig();
	}

	private static boolean isOAuth2(Connector connector) {
		return OAUTH2.equals(connector.authType());
	}

	@Nullable ConnectionStatus status(Connector connector) {
		return isOAuth2(connector) ? this.tokens.status(connector.tenant(), connector.id()) : null;
	}

	// the tokens of all these ways are kept alike
	private boolean hasTokens(Connector connector) {
		return isOAuth2(connector) || OTHERS.contains(config(connector).path("strategy").asString(""));
	}

	/** Tokens that came as credentials count from now on. */
	void broughtIn(Connector connector, Set<String> credentials) {
		if (hasTokens(connector) && !credentials.isEmpty()) {
			boolean tokens = credentials.stream().anyMatch(TOKENS::contains);
			this.tokens.replaced(connector.tenant(), connector.id(), config(connector), tokens);
		}
	}

	/**
	 * Tokens that were granted to another client do not count any more; what failed with
	 * the old configuration is tried anew.
	 */
	void changed(Connector before, Connector after) {
		if (hasTokens(before) && !client(before).equals(client(after))) {
			this.tokens.disconnect(before.tenant(), before.id(), config(before));
			this.transactions.write(before.tenant(), () -> {
				this.connectors.keepConnectionData(before.id(), Map.of());
				return true;
			});
			this.cache.forget(before.tenant(), before.id());
		}
		else if (hasTokens(after)) {
			swapPairs(before, after);
			this.tokens.replaced(after.tenant(), after.id(), config(after), false);
		}
	}

	private void swapPairs(Connector before, Connector after) {
		String signing = answerPath(after);
		if (signing.equals(answerPath(before)) || !(after.connectionData() instanceof ObjectNode data)
				|| signing.equals(data.path(OAuthConnections.SIGNING_TOKENS).asString(signing))) {
			return;
		}
		if (this.tokens.swap(after.tenant(), after.id(), config(after))) {
			Map<String, String> kept = new LinkedHashMap<>();
			data.properties().forEach((entry) -> kept.put(entry.getKey(), entry.getValue().asString("")));
			kept.put(OAuthConnections.SIGNING_TOKENS, signing);
			this.transactions.write(after.tenant(), () -> {
				this.connectors.keepConnectionData(after.id(), kept);
				return true;
			});
			this.cache.forget(after.tenant(), after.id());
		}
	}

	private String answerPath(Connector connector) {
		return config(connector).path("token_answer_path").asString(OAuthConnections.TOP_LEVEL);
	}

	private List<String> client(Connector connector) {
		JsonNode config = config(connector);
		return Stream
			.concat(Stream.of(connector.authType()), CLIENT.stream().map((field) -> config.path(field).asString("")))
			.toList();
	}

	/** Where the service itself will write this connector's tokens. */
	List<String> writtenPaths(Connector connector) {
		return hasTokens(connector) ? this.tokens.writtenPaths(connector.tenant(), connector.id(), config(connector))
				: List.of();
	}

	/**
	 * Tells the provider that a deleted connector's tokens are not needed any more, where
	 * it can be told. Nobody waits long for that.
	 */
	void revoke(Connector connector) {
		if (!isOAuth2(connector)) {
			return;
		}
		Completion known = this.connections.completion(connector);
		Thread revocation = Thread.startVirtualThread(RequestContext.carriedOn(
				() -> this.tokens.revoke(connector.tenant(), connector.id(), known.authConfig(), known.scopes())));
		try {
			revocation.join(PATIENCE);
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
		}
	}

}
