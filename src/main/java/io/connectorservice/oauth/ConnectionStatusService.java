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
import io.connectorservice.tenant.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Makes token connections of what connectors configure, and tells how they fare.
 */
@Component
public final class ConnectionStatusService {

	/** The custom strategies whose tokens are kept as those of oauth2 are. */
	public static final String JWT_BEARER = "jwt_bearer";

	/** See {@link #JWT_BEARER}. */
	public static final String SESSION_LOGIN = "session_login";

	/** In connection_data, which of two pairs of tokens signs. */
	public static final String SIGNING_TOKENS = "signing_tokens";

	/** The pair at the top of the token endpoint's answer. */
	public static final String TOP_LEVEL = "top_level";

	/** The document of a connector's own place that holds its tokens. */
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
	 * A connection of auth_type oauth2.
	 * @param config an {@code auth_config} of the right shape
	 * @throws ProblemException CONFIGURATION_INVALID where a path is not the tenant's
	 */
	public TokenContext createOAuth2Context(TenantId tenant, UUID connectorId, JsonNode config, List<String> scopes) {
		OAuthConfig oauth = new OAuthConfig(config, scopes);
		OAuthClient client = new OAuthClient(tenant, oauth, this.secrets);
		return createContext(tenant, connectorId, config,
				new OAuthTokenSource(this.endpoint.forTenant(tenant), oauth, client));
	}

	/**
	 * A connection whose tokens an assertion brings.
	 * @param config an {@code auth_config} of the right shape
	 * @param privateKey what assertions are signed with, read when one is needed
	 * @param freshKey the same, read past every cache
	 */
	public TokenContext createJwtBearerContext(TenantId tenant, UUID connectorId, JsonNode config, List<String> scopes,
			Supplier<Secret> privateKey, Supplier<Secret> freshKey) {
		OAuthConfig oauth = new OAuthConfig(config, scopes);
		return createContext(tenant, connectorId, config,
				new JwtBearerTokenSource(this.endpoint.forTenant(tenant), oauth, privateKey, freshKey, this.clock));
	}

	/**
	 * A connection whose tokens a login brings.
	 * @param config an {@code auth_config} of the right shape
	 * @param fields what is sent to log in, read when a login is needed
	 * @param freshFields the same, read past every cache
	 */
	public TokenContext createSessionLoginContext(TenantId tenant, UUID connectorId, JsonNode config,
			Supplier<Map<String, Secret>> fields, Supplier<Map<String, Secret>> freshFields) {
		return createContext(tenant, connectorId, config,
				new SessionLoginTokenSource(this.endpoint.forTenant(tenant), config, fields, freshFields));
	}

	private TokenContext createContext(TenantId tenant, UUID connectorId, JsonNode config, TokenSource source) {
		return new TokenContext(tenant, connectorId, locateTokens(tenant, connectorId, config), source);
	}

	private TokenLocation locateTokens(TenantId tenant, UUID connectorId, JsonNode config) {
		SecretPath access = resolvePath(tenant, connectorId, config, OAuthConfig.ACCESS_TOKEN_PATH, "access_token");
		SecretPath refresh = resolvePath(tenant, connectorId, config, OAuthConfig.REFRESH_TOKEN_PATH, "refresh_token");
		// the refresh token's document decides: what is rotated must be written in one
		// piece
		boolean accessOnly = config.has(OAuthConfig.ACCESS_TOKEN_PATH) && !config.has(OAuthConfig.REFRESH_TOKEN_PATH);
		return new TokenLocation(accessOnly ? access : refresh, access.field().orElse("access_token"),
				refresh.field().orElse("refresh_token"));
	}

	private SecretPath resolvePath(TenantId tenant, UUID connectorId, JsonNode config, String field, String otherwise) {
		return config.path(field)
			.stringValueOpt()
			.map((path) -> OAuthClient.withConfinedPath(this.secrets, tenant, field, path, (confined) -> confined))
			.orElseGet(() -> this.secrets.ownPath(tenant, connectorId, TOKENS, otherwise));
	}

	/** How a connector's connection fares. */
	public ConnectionStatus getStatus(TenantId tenant, UUID connectorId) {
		return this.states.findStatus(tenant, connectorId).orElse(ConnectionStatus.NOT_CONNECTED);
	}

	/**
	 * Credentials were brought in from elsewhere: what failed with the old ones is tried
	 * anew.
	 * @param tokens whether tokens were among them, which count as a connection then
	 */
	public void recordReplacedCredentials(TenantId tenant, UUID connectorId, JsonNode config, boolean tokens) {
		this.cache.evict(tenant, connectorId);
		if (tokens) {
			int version = this.store.read(locateTokens(tenant, connectorId, config).document())
				.orElse(SecretDocument.ABSENT)
				.version();
			this.states.recordConnected(tenant, connectorId, version, null, null);
		}
		else {
			this.states.clearFailures(tenant, connectorId);
		}
	}

	/**
	 * Has the other of two pairs of tokens sign.
	 * @return whether there is another pair
	 */
	public boolean swapTokenPairs(TenantId tenant, UUID connectorId, JsonNode config) {
		TokenLocation place = locateTokens(tenant, connectorId, config);
		Optional<SecretDocument> swapped = readStoredTokens(place).swapPairs();
		if (swapped.isEmpty() || !this.store.write(place.document(), swapped.get())) {
			return false;
		}
		this.cache.evict(tenant, connectorId);
		this.states.recordConnected(tenant, connectorId, swapped.get().version() + 1, null, null);
		return true;
	}

	/**
	 * Drops a connector's tokens: they were granted to another client than it is now.
	 * @param config by which they were granted
	 */
	public void disconnect(TenantId tenant, UUID connectorId, JsonNode config) {
		this.states.delete(tenant, connectorId);
		this.cache.evict(tenant, connectorId);
		try {
			this.granted.removeTokens(locateTokens(tenant, connectorId, config));
		}
		catch (ProblemException failure) {
			log.warn("The old tokens of connector {} stay where they are: {}", connectorId, failure.code().code());
		}
	}

	/**
	 * Where tokens of a connector are written, which has to be removed with it: in its
	 * own place the whole document, elsewhere the tokens' fields.
	 */
	public List<String> listWrittenPaths(TenantId tenant, UUID connectorId, JsonNode config) {
		TokenLocation place = locateTokens(tenant, connectorId, config);
		String document = place.document().documentPath();
		return document.equals(this.secrets.ownPath(tenant, connectorId, TOKENS, "access_token").documentPath())
				? List.of(document)
				: List.of(document + "#" + place.accessField(), document + "#" + place.refreshField());
	}

	/**
	 * Tells the provider that a connector's tokens are not needed any more (RFC 7009),
	 * where it can be told. A provider that does not listen keeps nobody from deleting.
	 */
	public void revoke(TenantId tenant, UUID connectorId, JsonNode config, List<String> scopes) {
		OAuthConfig oauth = new OAuthConfig(config, scopes);
		if (oauth.revocationUrl().isEmpty()) {
			return;
		}
		try {
			StoredTokens stored = readStoredTokens(locateTokens(tenant, connectorId, config));
			OAuthClient client = new OAuthClient(tenant, oauth, this.secrets);
			stored.refreshToken()
				.or(stored::accessToken)
				.ifPresent((token) -> this.endpoint.forTenant(tenant).revoke(oauth, client, token));
		}
		catch (ProblemException | TokenRequestException failure) {
			log.info("The tokens of connector {} could not be revoked: {}", connectorId, failure.getMessage());
		}
	}

	private StoredTokens readStoredTokens(TokenLocation place) {
		return new StoredTokens(place, this.store.read(place.document()).orElse(SecretDocument.ABSENT));
	}

}
