package io.connectorservice.auth;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.InvalidSecretPath;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.TenantId;
import tools.jackson.databind.JsonNode;

/**
 * What a strategy signs with: the connector's configuration, and its secrets fetched as
 * they are asked for. Lives for one signature.
 */
public final class Credentials {

	private final TenantId tenant;

	private final JsonNode config;

	private final Secrets secrets;

	private final Function<SecretPath, Secret> reading;

	private final Map<SecretPath, Secret> used = new LinkedHashMap<>();

	private Credentials(TenantId tenant, JsonNode config, Secrets secrets, Function<SecretPath, Secret> reading) {
		this.tenant = tenant;
		this.config = config;
		this.secrets = secrets;
		this.reading = reading;
	}

	static Credentials cached(TenantId tenant, JsonNode config, Secrets secrets) {
		return new Credentials(tenant, config, secrets, secrets::require);
	}

	/** Reads past the cache: for when what was cached did not work. */
	static Credentials fresh(TenantId tenant, JsonNode config, Secrets secrets) {
		return new Credentials(tenant, config, secrets, secrets::requireFresh);
	}

	/** The connector's {@code auth_config}. */
	public JsonNode config() {
		return this.config;
	}

	/** A text of the configuration that its shape requires. */
	public String text(String field) {
		return this.config.path(field).stringValueOpt().orElseThrow(() -> unusable(field + " is missing"));
	}

	/** The secret of a field that must have one. */
	public Secret require(SecretField field) {
		return find(field).orElseThrow(() -> ProblemException.of(ProblemCode.SECRET_MISSING,
				"No " + field.credential() + " is stored for this connector yet: send it to its credentials."));
	}

	/** The secret of a field, where the configuration names a path for it. */
	public Optional<Secret> find(SecretField field) {
		return field.path(this.config).map((path) -> read(field, path));
	}

	private Secret read(SecretField field, String path) {
		SecretPath confined = confined(field, path);
		Secret secret = this.reading.apply(confined);
		this.used.put(confined, secret);
		return secret;
	}

	// checked when it was saved, but the row may have been changed by SQL since
	private SecretPath confined(SecretField field, String path) {
		try {
			return this.secrets.path(this.tenant, path);
		}
		catch (InvalidSecretPath refused) {
			throw unusable("auth_config" + field.pathPointer() + " " + refused.getMessage());
		}
	}

	static ProblemException unusable(String detail) {
		return ProblemException.of(ProblemCode.CONFIGURATION_INVALID,
				"The saved configuration cannot be used: " + detail + ".");
	}

	/** What has been read so far, to see whether a fresh read brings something else. */
	Map<SecretPath, Secret> used() {
		return this.used;
	}

}
