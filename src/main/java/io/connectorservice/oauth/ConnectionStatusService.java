package io.connectorservice.oauth;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import io.connectorservice.oauth.endpoint.OAuthClient;
import io.connectorservice.oauth.endpoint.OAuthConfig;
import io.connectorservice.oauth.endpoint.TokenEndpoint;
import io.connectorservice.oauth.endpoint.TokenRequestException;
import io.connectorservice.oauth.storage.ConnectionStatus;
import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.oauth.storage.TokenLocation;
import io.connectorservice.oauth.storage.TokenStateRepository;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretDocument;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.SecretStore;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.ConnectorRef;
import io.connectorservice.tenant.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Creates token contexts from connectors' configurations, and reads and changes the
 * status of their tokens.
 */
@Component
public final class ConnectionStatusService {

	/** A custom strategy whose tokens are stored and refreshed like those of oauth2. */
	public static final String JWT_BEARER = "jwt_bearer";

	/** See {@link #JWT_BEARER}. */
	public static final String SESSION_LOGIN = "session_login";

	/**
	 * The connection_data entry that names which of two token pairs is used for signing.
	 */
	public static final String SIGNING_TOKENS = "signing_tokens";

	/** The pair at the top level of the token response. */
	public static final String TOP_LEVEL = "top_level";

	/** The document that holds the tokens, under a connector's own secret path. */
	public static final String TOKENS = "tokens";

	private static final Logger log = LoggerFactory.getLogger(ConnectionStatusService.class);

	private final Secrets secrets;

	private final SecretStore store;

	private final TokenEndpoint endpoint;

	private final TokenStateRepository states;

	private final TokenCache cache;

	private final AuthorizedTokenWriter granted;

	private final Clock clock;

	ConnectionStatusService(Secrets secrets, SecretStore store, TokenEndpoint endpoint, TokenStateRepository states,
			TokenCache cache, AuthorizedTokenWriter granted, Clock clock) {
		this.secrets = secrets;
		this.store = store;
		this.endpoint = endpoint;
		this.states = states;
		this.cache = cache;
		this.granted = granted;
		this.clock = clock;
	}

	/**
	 * Creates the token context of a connector with auth_type oauth2.
	 * @param config its {@code auth_config}, of the right shape
	 * @throws ProblemException CONFIGURATION_INVALID if a secret path is not within the
	 * tenant's
	 */
	public TokenContext createOAuth2Context(TenantId tenant, UUID connectorId, OAuthConfig config) {
		OAuthClient client = new OAuthClient(tenant, config, this.secrets);
		ConnectorRef connector = ConnectorRef.of(tenant, connectorId);
		return new TokenContext(connector, locateTokens(connector, config),
				new OAuthTokenSource(this.endpoint.forTenant(tenant), config, client));
	}

	/**
	 * Creates the token context of a connector that exchanges a signed assertion for
	 * tokens.
	 * @param config an {@code auth_config} of the right shape
	 * @param privateKey reads the key that signs assertions, when one is needed
	 * @param freshKey the same, read past every cache
	 */
	public TokenContext createJwtBearerContext(TenantId tenant, UUID connectorId, JsonNode config, List<String> scopes,
			Supplier<Secret> privateKey, Supplier<Secret> freshKey) {
		OAuthConfig oauth = new OAuthConfig(config, scopes);
		return createContext(ConnectorRef.of(tenant, connectorId), config,
				new JwtBearerTokenSource(this.endpoint.forTenant(tenant), oauth, privateKey, freshKey, this.clock));
	}

	/**
	 * Creates the token context of a connector that logs in for tokens.
	 * @param config an {@code auth_config} of the right shape
	 * @param fields reads the fields sent to log in, when a login is needed
	 * @param freshFields the same, read past every cache
	 */
	public TokenContext createSessionLoginContext(TenantId tenant, UUID connectorId, JsonNode config,
			Supplier<Map<String, Secret>> fields, Supplier<Map<String, Secret>> freshFields) {
		return createContext(ConnectorRef.of(tenant, connectorId), config,
				new SessionLoginTokenSource(this.endpoint.forTenant(tenant), config, fields, freshFields));
	}

	private TokenContext createContext(ConnectorRef connector, JsonNode config, TokenSource source) {
		return new TokenContext(connector, locateTokens(connector, config), source);
	}

	private TokenLocation locateTokens(ConnectorRef connector, JsonNode config) {
		return locateTokens(connector, new OAuthConfig(config, List.of()));
	}

	private TokenLocation locateTokens(ConnectorRef connector, OAuthConfig oauth) {
		JsonNode config = oauth.json();
		SecretPath access = resolvePath(connector, config, OAuthConfig.ACCESS_TOKEN_PATH, "access_token");
		SecretPath refresh = resolvePath(connector, config, OAuthConfig.REFRESH_TOKEN_PATH, "refresh_token");
		// the refresh token's document takes precedence: rotated tokens must be written
		// in one piece
		boolean accessOnly = config.has(OAuthConfig.ACCESS_TOKEN_PATH) && !config.has(OAuthConfig.REFRESH_TOKEN_PATH);
		return new TokenLocation(accessOnly ? access : refresh, access.field().orElse("access_token"),
				refresh.field().orElse("refresh_token"), oauth.appName().orElse(null));
	}

	private SecretPath resolvePath(ConnectorRef connector, JsonNode config, String field, String otherwise) {
		return config.path(field)
			.stringValueOpt()
			.map((path) -> OAuthClient.withConfinedPath(this.secrets, connector.tenant(), field, path,
					(confined) -> confined))
			.orElseGet(() -> this.secrets.ownPath(connector.tenant(), connector.uuid(), TOKENS, otherwise));
	}

	/** The status of a connector's tokens. */
	public ConnectionStatus getStatus(ConnectorRef connector) {
		return this.states.readStatus(connector);
	}

	/**
	 * Records that a caller stored new credentials, so that attempts that failed with the
	 * old ones are made again.
	 * @param tokens whether tokens are among them; they count as a connection
	 */
	public void recordReplacedCredentials(ConnectorRef connector, JsonNode config, boolean tokens) {
		this.cache.evict(connector);
		if (tokens) {
			int version = this.store.read(locateTokens(connector, config).document())
				.orElse(SecretDocument.ABSENT)
				.version();
			this.states.recordConnected(connector, version, null, null);
		}
		else {
			this.states.clearFailures(connector);
		}
	}

	/**
	 * Swaps the two token pairs, so that the other one is used for signing.
	 * @return whether there is another pair
	 */
	public boolean swapTokenPairs(ConnectorRef connector, JsonNode config) {
		TokenLocation location = locateTokens(connector, config);
		Optional<SecretDocument> swapped = readStoredTokens(location).swapPairs();
		if (swapped.isEmpty() || !this.store.write(location.document(), swapped.get())) {
			return false;
		}
		this.cache.evict(connector);
		this.states.recordConnected(connector, swapped.get().version() + 1, null, null);
		return true;
	}

	/**
	 * Deletes a connector's tokens because they were granted to a client that it no
	 * longer is.
	 * @param config the configuration under which they were granted
	 */
	public void disconnect(ConnectorRef connector, JsonNode config) {
		this.states.delete(connector);
		this.cache.evict(connector);
		try {
			this.granted.removeTokens(locateTokens(connector, config));
		}
		catch (ProblemException failure) {
			log.warn("The old tokens of connector {} could not be removed: {}", connector.id(), failure.code().code());
		}
	}

	/**
	 * The secret paths that hold a connector's tokens and have to be removed with it: the
	 * whole document if it is under the connector's own path, otherwise only the tokens'
	 * fields.
	 */
	public List<String> listWrittenPaths(ConnectorRef connector, JsonNode config) {
		TokenLocation location = locateTokens(connector, config);
		String document = location.document().documentPath();
		return document
			.equals(this.secrets.ownPath(connector.tenant(), connector.uuid(), TOKENS, "access_token").documentPath())
					? List.of(document)
					: List.of(document + "#" + location.accessField(), document + "#" + location.refreshField());
	}

	/**
	 * Revokes a connector's tokens at the provider (RFC 7009) if it has a revocation
	 * endpoint. A failure is only logged, so that it does not prevent a deletion.
	 */
	public void revoke(ConnectorRef connector, OAuthConfig oauth) {
		revoke(connector, oauth, () -> readStoredTokens(locateTokens(connector, oauth)));
	}

	/**
	 * Revokes tokens that were granted under a configuration and are not the connector's,
	 * as {@link #revoke(ConnectorRef, OAuthConfig)} does with those that are.
	 */
	public void revoke(ConnectorRef connector, OAuthConfig oauth, Supplier<StoredTokens> tokens) {
		if (oauth.revocationUrl().isEmpty()) {
			return;
		}
		try {
			StoredTokens stored = tokens.get();
			OAuthClient client = new OAuthClient(connector.tenant(), oauth, this.secrets);
			stored.refreshToken()
				.or(stored::accessToken)
				.ifPresent((token) -> this.endpoint.forTenant(connector.tenant()).revoke(oauth, client, token));
		}
		catch (ProblemException | TokenRequestException failure) {
			log.info("The tokens of connector {} could not be revoked: {}", connector.id(), failure.getMessage());
		}
	}

	private StoredTokens readStoredTokens(TokenLocation location) {
		return new StoredTokens(location, this.store.read(location.document()).orElse(SecretDocument.ABSENT));
	}

}
