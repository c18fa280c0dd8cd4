package io.connectorservice.auth;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.connectorservice.catalog.OAuthApp;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.InvalidSecretPathException;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a strategy signs with: the connector's configuration, and its secrets, which are
 * read when the strategy asks for them. Serves one signature.
 */
public final class SigningCredentials {

	private final SigningContext context;

	private final Secrets secrets;

	private final RefusedCredentials refused;

	private final Set<Secret> used = new HashSet<>();

	SigningCredentials(SigningContext context, Secrets secrets, RefusedCredentials refused) {
		this.context = context;
		this.secrets = secrets;
		this.refused = refused;
	}

	/** The secrets that were read until now. */
	Set<Secret> usedSecrets() {
		return Set.copyOf(this.used);
	}

	public TenantId tenant() {
		return this.context.tenant();
	}

	public UUID connectorId() {
		return this.context.connectorId();
	}

	/** The scopes that the connector asks for. */
	public List<String> scopes() {
		return this.context.scopes();
	}

	/** The connector's {@code auth_config}. */
	public JsonNode config() {
		return this.context.config();
	}

	/** The operator's OAuth app, if the connector uses it. */
	public @Nullable OAuthApp oauthApp() {
		return this.context.oauthApp();
	}

	/** The secrets that the service refused just now; empty at the first attempt. */
	public Set<Secret> getRefusedSecrets() {
		return this.refused.secrets();
	}

	/**
	 * Whether the service did not accept the secrets themselves (401), rather than what
	 * they allow (403).
	 */
	public boolean areUnauthorized() {
		return this.refused.unauthorized();
	}

	/** Records a secret that was obtained elsewhere, such as a managed token. */
	public Secret recordUse(Secret secret) {
		this.used.add(secret);
		return secret;
	}

	/** A text of the configuration that its shape requires. */
	public String requireText(String field) {
		return config().path(field)
			.stringValueOpt()
			.orElseThrow(() -> unusableConfigurationException(field + " is missing"));
	}

	/** The secret of a field that must have one. */
	public Secret require(SecretField field) {
		return find(field).orElseThrow(() -> missingSecretException(field));
	}

	private static ProblemException missingSecretException(SecretField field) {
		return ProblemException.of(ProblemCode.SECRET_MISSING,
				"No " + field.credential() + " is stored for this connector yet: send it to its credentials.");
	}

	/**
	 * The secret of a field that must have one, and that does not sign this call: a
	 * refusal by the service says nothing about it.
	 */
	public Secret peek(SecretField field) {
		return field.findPath(config())
			.map((path) -> this.secrets.require(confinePath(field, path)))
			.orElseThrow(() -> missingSecretException(field));
	}

	/** As {@link #peek}, read past every cache. */
	public Secret peekFresh(SecretField field) {
		return field.findPath(config())
			.map((path) -> this.secrets.requireFresh(confinePath(field, path)))
			.orElseThrow(() -> missingSecretException(field));
	}

	/** The secret of a field, where the configuration names a path for it. */
	public Optional<Secret> find(SecretField field) {
		return field.findPath(config()).map((path) -> readSecret(field, path));
	}

	private Secret readSecret(SecretField field, String path) {
		SecretPath confined = confinePath(field, path);
		return recordUse(this.refused.isNone() ? this.secrets.require(confined) : this.secrets.requireFresh(confined));
	}

	// the path was checked when it was saved, but the row may have been changed by SQL
	private SecretPath confinePath(SecretField field, String path) {
		try {
			return this.secrets.parsePath(tenant(), path);
		}
		catch (InvalidSecretPathException refused) {
			throw unusableConfigurationException("auth_config" + field.pathPointer() + " " + refused.getMessage());
		}
	}

	public static ProblemException unusableConfigurationException(String detail) {
		return ProblemException.of(ProblemCode.CONFIGURATION_INVALID,
				"The saved configuration cannot be used: " + detail + ".");
	}

}
