package io.connectorservice.auth;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.InvalidSecretPathException;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.TenantId;
import tools.jackson.databind.JsonNode;

/**
 * The connector's configuration and secrets for one signature; secrets are read when a
 * strategy asks for them.
 */
public final class SigningCredentials {

	private final SigningContext subject;

	private final Secrets secrets;

	private final Set<Secret> refused;

	private final boolean unauthorized;

	private final Set<Secret> used = new HashSet<>();

	private SigningCredentials(SigningContext subject, Secrets secrets, Set<Secret> refused, boolean unauthorized) {
		this.subject = subject;
		this.secrets = secrets;
		this.refused = refused;
		this.unauthorized = unauthorized;
	}

	static SigningCredentials withCachedSecrets(SigningContext subject, Secrets secrets) {
		return new SigningCredentials(subject, secrets, Set.of(), false);
	}

	/**
	 * Returns credentials for another attempt after a refusal, which reads secrets past
	 * every cache.
	 */
	SigningCredentials afterRefusal(int status) {
		return new SigningCredentials(this.subject, this.secrets, Set.copyOf(this.used), status == 401);
	}

	/** Whether the secrets that were read differ from the refused ones. */
	boolean areOthers() {
		return !this.used.equals(this.refused);
	}

	public TenantId tenant() {
		return this.subject.tenant();
	}

	public UUID connectorId() {
		return this.subject.connectorId();
	}

	/** The scopes that the connector requests. */
	public List<String> scopes() {
		return this.subject.scopes();
	}

	/** The connector's {@code auth_config}. */
	public JsonNode config() {
		return this.subject.config();
	}

	/** The secrets that the service has just refused; empty at the first attempt. */
	public Set<Secret> refusedSecrets() {
		return this.refused;
	}

	/**
	 * Whether the service refused the secrets themselves (401) rather than their
	 * permissions (403).
	 */
	public boolean areUnauthorized() {
		return this.unauthorized;
	}

	/** Records the use of a secret that was not read through this class. */
	public Secret recordUse(Secret secret) {
		this.used.add(secret);
		return secret;
	}

	/** A text field of the configuration that its schema requires. */
	public String requireText(String field) {
		return config().path(field)
			.stringValueOpt()
			.orElseThrow(() -> unusableConfigurationException(field + " is missing"));
	}

	/** The secret of a field. */
	public Secret require(SecretField field) {
		return find(field).orElseThrow(() -> missingSecretException(field));
	}

	private static ProblemException missingSecretException(SecretField field) {
		return ProblemException.of(ProblemCode.SECRET_MISSING,
				"No " + field.credential() + " is stored for this connector yet: send it to its credentials.");
	}

	/**
	 * The secret of a field, read without recording its use: it only serves to get the
	 * actual credential, so a refused call says nothing about it.
	 */
	public Secret peek(SecretField field) {
		return field.findPath(config())
			.map((path) -> this.secrets.require(confinePath(field, path)))
			.orElseThrow(() -> missingSecretException(field));
	}

	/** Like {@link #peek}, but read past every cache. */
	public Secret peekFresh(SecretField field) {
		return field.findPath(config())
			.map((path) -> this.secrets.requireFresh(confinePath(field, path)))
			.orElseThrow(() -> missingSecretException(field));
	}

	/** The secret of a field; empty if the configuration has no path for it. */
	public Optional<Secret> find(SecretField field) {
		return field.findPath(config()).map((path) -> readSecret(field, path));
	}

	private Secret readSecret(SecretField field, String path) {
		SecretPath confined = confinePath(field, path);
		return recordUse(this.refused.isEmpty() ? this.secrets.require(confined) : this.secrets.requireFresh(confined));
	}

	// the path was checked when it was saved, but
	// the row may have been changed with SQL since
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
