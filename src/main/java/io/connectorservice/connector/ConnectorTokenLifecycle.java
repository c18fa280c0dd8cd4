package io.connectorservice.connector;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.connectorservice.catalog.EffectiveConfiguration;
import io.connectorservice.catalog.OAuthApp;
import io.connectorservice.database.TenantTransactions;
import io.connectorservice.oauth.ConnectionStatusService;
import io.connectorservice.oauth.authorization.AuthorizationConnectors;
import io.connectorservice.oauth.authorization.CapturedValue;
import io.connectorservice.oauth.authorization.PendingTokenRemoval;
import io.connectorservice.oauth.endpoint.OAuthConfig;
import io.connectorservice.oauth.storage.ConnectionStatus;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.ConnectorRef;
import io.connectorservice.trace.RequestContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * Keeps a connector's OAuth 2 tokens in step with its configuration: their state, their
 * end when the configuration changes, and their revocation.
 */
@Component
final class ConnectorTokenLifecycle implements AuthorizationConnectors {

	private static final String OAUTH2 = "oauth2";

	private static final Set<String> OTHERS = Set.of(ConnectionStatusService.JWT_BEARER,
			ConnectionStatusService.SESSION_LOGIN);

	// a grant is bound to these fields
	private static final List<String> CLIENT = List.of("grant_type", "token_url", "refresh_url", "client_id",
			"client_id_vault_path", "login_url");

	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private static final Set<String> TOKENS = Set.of("access_token", "refresh_token");

	private final ConnectionStatusService tokens;

	private final PendingTokenRemoval pendingTokens;

	private final ServiceConnectionFactory serviceConnectionFactory;

	private final TenantTransactions transactions;

	private final ConnectorRepository connectors;

	private final ConnectorCache cache;

	ConnectorTokenLifecycle(ConnectionStatusService tokens, PendingTokenRemoval pendingTokens,
			ServiceConnectionFactory serviceConnectionFactory, TenantTransactions transactions,
			ConnectorRepository connectors, ConnectorCache cache) {
		this.tokens = tokens;
		this.pendingTokens = pendingTokens;
		this.serviceConnectionFactory = serviceConnectionFactory;
		this.transactions = transactions;
		this.connectors = connectors;
		this.cache = cache;
	}

	@Override
	public Optional<Authorizable> find(ConnectorRef connector) {
		return this.transactions.read(connector.tenant(), () -> this.connectors.find(connector.uuid()))
			.map(this::toAuthorizable);
	}

	private Authorizable toAuthorizable(Connector connector) {
		if (!isOAuth2(connector)) {
			throw ProblemException.of(ProblemCode.CONFIGURATION_INVALID, "This connector's auth_type is "
					+ connector.authType() + ": only those of oauth2 are authorized by a person.");
		}
		EffectiveConfiguration known = this.serviceConnectionFactory.resolveConfiguration(connector);
		return new Authorizable(connector.connectorName(), known.authConfig(), known.scopes(), known.supportsPkce(),
				known.offlineWarnings(), listKeptValues(known), known.oauthApp().orElse(null));
	}

	private static List<CapturedValue> listKeptValues(EffectiveConfiguration known) {
		return known.connectionData()
			.entrySet()
			.stream()
			.map((entry) -> new CapturedValue(entry.getKey(), entry.getValue().at(), entry.getValue().callback(),
					Pattern.compile(entry.getValue().pattern())))
			.toList();
	}

	@Override
	public void keepData(ConnectorRef connector, Map<String, String> data) {
		this.connectors.keepConnectionData(connector.uuid(), data);
	}

	@Override
	public void evictConnector(ConnectorRef connector) {
		this.cache.evict(connector.tenant(), connector.uuid());
	}

	private JsonNode resolveAuthConfig(Connector connector) {
		return this.serviceConnectionFactory.resolveConfiguration(connector).authConfig();
	}

	private static boolean isOAuth2(Connector connector) {
		return OAUTH2.equals(connector.authType());
	}

	@Nullable ConnectionStatus findStatus(Connector connector) {
		return isOAuth2(connector) ? this.tokens.getStatus(connector.ref()) : null;
	}

	// all these strategies store their tokens in the same manner
	private boolean hasTokens(Connector connector) {
		return isOAuth2(connector) || OTHERS.contains(resolveAuthConfig(connector).path("strategy").asString(""));
	}

	/**
	 * Discards tokens of the operator's OAuth app once a connector has its own client.
	 */
	void updateAfterCredentials(Connector before, Connector after) {
		if (isOAuth2(before) && usesApp(before) && !usesApp(after)) {
			updateAfterChange(before, after);
		}
	}

	private boolean usesApp(Connector connector) {
		return this.serviceConnectionFactory.resolveConfiguration(connector).oauthApp().isPresent();
	}

	/** Uses tokens that were given as credentials from now on. */
	void acceptCredentials(Connector connector, Set<String> credentials) {
		if (hasTokens(connector) && !credentials.isEmpty()) {
			boolean tokens = credentials.stream().anyMatch(TOKENS::contains);
			this.tokens.recordReplacedCredentials(connector.ref(), resolveAuthConfig(connector), tokens);
		}
	}

	/**
	 * Discards tokens that were granted to another client, and clears failures of the old
	 * configuration, so that a refresh is tried at once.
	 */
	void updateAfterChange(Connector before, Connector after) {
		if (hasTokens(before) && !listClientFields(before).equals(listClientFields(after))) {
			this.tokens.disconnect(before.ref(), resolveAuthConfig(before));
			this.transactions.write(before.tenant(), () -> {
				this.connectors.keepConnectionData(before.id(), Map.of());
				return true;
			});
			this.cache.evict(before.tenant(), before.id());
		}
		else if (hasTokens(after)) {
			swapPairs(before, after);
			this.tokens.recordReplacedCredentials(after.ref(), resolveAuthConfig(after), false);
		}
	}

	private void swapPairs(Connector before, Connector after) {
		String signing = readTokenResponsePath(after);
		if (signing.equals(readTokenResponsePath(before)) || !(after.connectionData() instanceof ObjectNode data)
				|| signing.equals(data.path(ConnectionStatusService.SIGNING_TOKENS).asString(signing))) {
			return;
		}
		if (this.tokens.swapTokenPairs(after.ref(), resolveAuthConfig(after))) {
			Map<String, String> kept = new LinkedHashMap<>();
			data.properties().forEach((entry) -> kept.put(entry.getKey(), entry.getValue().asString("")));
			kept.put(ConnectionStatusService.SIGNING_TOKENS, signing);
			this.transactions.write(after.tenant(), () -> {
				this.connectors.keepConnectionData(after.id(), kept);
				return true;
			});
			this.cache.evict(after.tenant(), after.id());
		}
	}

	private String readTokenResponsePath(Connector connector) {
		return resolveAuthConfig(connector).path("token_answer_path").asString(ConnectionStatusService.TOP_LEVEL);
	}

	private List<String> listClientFields(Connector connector) {
		EffectiveConfiguration known = this.serviceConnectionFactory.resolveConfiguration(connector);
		JsonNode config = known.authConfig();
		String app = known.oauthApp().map(OAuthApp::serviceName).orElse("");
		return Stream
			.concat(Stream.of(connector.authType(), app),
					CLIENT.stream().map((field) -> config.path(field).asString("")))
			.toList();
	}

	/** The location to which the service writes this connector's tokens. */
	List<String> findWrittenPaths(Connector connector) {
		return hasTokens(connector) ? this.tokens.listWrittenPaths(connector.ref(), resolveAuthConfig(connector))
				: List.of();
	}

	static OAuthConfig createConfig(EffectiveConfiguration known) {
		return new OAuthConfig(known.authConfig(), known.scopes(), known.oauthApp().orElse(null));
	}

	/**
	 * Marks tokens that wait for a confirmation to be revoked and removed, within the
	 * transaction that deletes the connector.
	 */
	void markPendingTokens(Connector connector) {
		this.pendingTokens.markDeleted(connector.ref());
	}

	/**
	 * Revokes a deleted connector's tokens at the provider, if it has a revocation
	 * endpoint, also those that wait for a confirmation, which are removed too. The
	 * deletion does not wait long for that.
	 */
	void revokeTokens(Connector connector) {
		Thread pending = startWithContext(() -> this.pendingTokens.endDeleted(connector.ref()));
		if (isOAuth2(connector)) {
			EffectiveConfiguration known = this.serviceConnectionFactory.resolveConfiguration(connector);
			awaitEnd(startWithContext(() -> this.tokens.revoke(connector.ref(), createConfig(known))));
		}
		awaitEnd(pending);
	}

	private static Thread startWithContext(Runnable work) {
		return Thread.startVirtualThread(RequestContext.withCurrentContext(work));
	}

	private static void awaitEnd(Thread work) {
		try {
			work.join(PATIENCE);
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
		}
	}

}
