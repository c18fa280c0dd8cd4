package io.connectorservice.oauth.endpoint;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import io.connectorservice.catalog.OAuthApp;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.InvalidSecretPathException;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * A connector as an OAuth 2 client: its client id and its client authentication.
 */
public final class OAuthClient {

	private final TenantId tenant;

	private final OAuthConfig config;

	private final Secrets secrets;

	public OAuthClient(TenantId tenant, OAuthConfig config, Secrets secrets) {
		this.tenant = tenant;
		this.config = config;
		this.secrets = secrets;
	}

	public ClientID resolveClientId() {
		return new ClientID(this.config.findText(OAuthConfig.CLIENT_ID_PATH)
			.map((path) -> readSecret(OAuthConfig.CLIENT_ID_PATH, path).reveal())
			.or(this.config::clientId)
			.filter((id) -> !id.isBlank())
			.orElseThrow(() -> missingCredentialException("client_id")));
	}

	/**
	 * Creates the client authentication for an endpoint; null for a public client.
	 * @param endpoint the endpoint's URL, which is the assertion's audience (RFC 7523, 3)
	 */
	@Nullable ClientAuthentication createAuthentication(URI endpoint) {
		return switch (this.config.authMethod()) {
			case CLIENT_SECRET_BASIC -> new ClientSecretBasic(resolveClientId(), clientSecret());
			case CLIENT_SECRET_POST -> new ClientSecretPost(resolveClientId(), clientSecret());
			case PRIVATE_KEY_JWT -> createAssertion(endpoint);
			case NONE -> null;
		};
	}

	/**
	 * The client secret that is sent to the token endpoint; empty if the client
	 * authenticates without one.
	 */
	Optional<String> findSentSecret() {
		return switch (this.config.authMethod()) {
			case CLIENT_SECRET_BASIC, CLIENT_SECRET_POST -> Optional.of(clientSecret().getValue());
			case PRIVATE_KEY_JWT, NONE -> Optional.empty();
		};
	}

	/**
	 * All secrets that identify the client, from the cache if possible. An OAuth app's
	 * secret is read from the store, so that all replicas use a new one at once.
	 */
	List<Secret> readIdentity() {
		return (this.config.app() != null) ? freshIdentity() : readIdentity(this.secrets::require);
	}

	/**
	 * The same secrets, read past every cache; this also updates the cache for later
	 * requests.
	 */
	List<Secret> freshIdentity() {
		return readIdentity(this.secrets::requireFresh);
	}

	private List<Secret> readIdentity(Function<SecretPath, Secret> read) {
		OAuthApp app = this.config.app();
		if (app != null) {
			return (app.secretPath() == null) ? List.of() : List.of(readAppSecret(app, read));
		}
		return Stream.of(OAuthConfig.CLIENT_ID_PATH, OAuthConfig.CLIENT_SECRET_PATH, OAuthConfig.PRIVATE_KEY_PATH)
			.flatMap((field) -> this.config.findText(field)
				.map((path) -> withConfinedPath(this.secrets, this.tenant, field, path, read))
				.stream())
			.toList();
	}

	private com.nimbusds.oauth2.sdk.auth.Secret clientSecret() {
		return new com.nimbusds.oauth2.sdk.auth.Secret(
				requireSecret(OAuthConfig.CLIENT_SECRET_PATH, "client_secret").reveal());
	}

	private ClientAuthentication createAssertion(URI endpoint) {
		SigningKey key = SigningKey.parse(requireSecret(OAuthConfig.PRIVATE_KEY_PATH, "private_key"));
		try {
			JWSAlgorithm algorithm = key.selectAlgorithm(this.config.findText("assertion_algorithm").orElse(null));
			return new PrivateKeyJWT(resolveClientId(), endpoint, algorithm, key.key(),
					this.config.keyId().orElse(key.id()), null);
		}
		catch (JOSEException | IllegalArgumentException _) {
			throw SigningKey.unusableKeyException();
		}
	}

	private Secret requireSecret(String pathField, String credential) {
		OAuthApp app = this.config.app();
		if (app != null) {
			return readAppSecret(app, this.secrets::require);
		}
		return this.config.findText(pathField)
			.map((path) -> readSecret(pathField, path))
			.orElseThrow(() -> missingCredentialException(credential));
	}

	// callers are told the app's name, but not where the operator keeps its secrets
	private Secret readAppSecret(OAuthApp app, Function<SecretPath, Secret> read) {
		try {
			return read
				.apply(this.secrets.parseOperatorPath(app.serviceName(), Objects.requireNonNull(app.secretPath())));
		}
		catch (ProblemException failure) {
			throw switch (failure.code()) {
				case SECRET_MISSING, SECRET_UNUSABLE -> unusableAppException(failure.code(), app);
				default -> failure;
			};
		}
		catch (InvalidSecretPathException _) {
			throw unusableAppException(ProblemCode.CONFIGURATION_INVALID, app);
		}
	}

	private static ProblemException unusableAppException(ProblemCode code, OAuthApp app) {
		return ProblemException.of(code, "The secret of the operator's OAuth app " + app.serviceName()
				+ " cannot be used: the operator has to store it again.");
	}

	// the path was checked when it was saved, but
	// the row may have been changed with SQL since
	private Secret readSecret(String field, String path) {
		return withConfinedPath(this.secrets, this.tenant, field, path, this.secrets::require);
	}

	public static <T> T withConfinedPath(Secrets secrets, TenantId tenant, String field, String path,
			Function<SecretPath, T> use) {
		SecretPath confined;
		try {
			confined = secrets.parsePath(tenant, path);
		}
		catch (InvalidSecretPathException refused) {
			throw ProblemException.of(ProblemCode.CONFIGURATION_INVALID,
					"The saved configuration cannot be used: auth_config/" + field + " " + refused.getMessage() + ".");
		}
		return use.apply(confined);
	}

	static ProblemException missingCredentialException(String credential) {
		return ProblemException.of(ProblemCode.SECRET_MISSING,
				"No " + credential + " is stored for this connector yet: send it to its credentials.");
	}

}
