package io.connectorservice.oauth.app;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.connectorservice.catalog.OAuthApp.SecretKind;
import io.connectorservice.oauth.endpoint.SigningKey;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.InvalidSecretPathException;
import io.connectorservice.secret.Secret;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.Secrets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The secret of a request to register an OAuth app: a value that is to be stored, or the
 * path of one that is stored already.
 *
 * @param path where it is; null for a public client
 * @param value the value to store there; null if it is stored already
 */
record AppSecret(SecretKind kind, @Nullable SecretPath path, @Nullable Secret value) {

	private static final List<String> FIELDS = List.of("client_secret", "client_secret_vault_path", "private_key",
			"private_key_vault_path");

	/**
	 * Reads the secret of a request body.
	 * @param previous the app as it is stored; a secret that is left out stays
	 * @throws ProblemException VALIDATION_FAILED
	 */
	static AppSecret read(String serviceName, JsonNode body, Optional<RegisteredApp> previous, Secrets secrets) {
		List<String> given = FIELDS.stream().filter((field) -> body.path(field).isString()).toList();
		if (given.size() > 1) {
			throw ProblemException.invalid("/" + given.get(1), "cannot be sent together with " + given.getFirst());
		}
		AppSecret secret = given.isEmpty() ? keepPrevious(serviceName, body, previous, secrets)
				: readField(serviceName, given.getFirst(), body.path(given.getFirst()).asString(), secrets);
		secret.requireFittingMethod(body.path("token_endpoint_auth_method").asString(""));
		return secret;
	}

	private static AppSecret keepPrevious(String serviceName, JsonNode body, Optional<RegisteredApp> previous,
			Secrets secrets) {
		if (body.path("token_endpoint_auth_method").asString("").equals("none")) {
			return new AppSecret(SecretKind.NONE, null, null);
		}
		return previous.filter((app) -> app.secretPath() != null)
			.map((app) -> new AppSecret(app.secretKind(),
					parsePath(serviceName, "client_secret_vault_path", String.valueOf(app.secretPath()), secrets),
					null))
			.orElseThrow(() -> ProblemException.invalid("/client_secret",
					"is required, or one of client_secret_vault_path, private_key and private_key_vault_path, unless"
							+ " token_endpoint_auth_method is none"));
	}

	private static AppSecret readField(String serviceName, String field, String text, Secrets secrets) {
		SecretKind kind = field.startsWith("private_key") ? SecretKind.PRIVATE_KEY : SecretKind.CLIENT_SECRET;
		if (field.endsWith("_vault_path")) {
			return new AppSecret(kind, parsePath(serviceName, field, text, secrets), null);
		}
		return new AppSecret(kind, secrets.operatorPath(serviceName, field),
				(kind == SecretKind.PRIVATE_KEY) ? readKey(text) : readClientSecret(text));
	}

	private static SecretPath parsePath(String serviceName, String field, String text, Secrets secrets) {
		try {
			return secrets.parseOperatorPath(serviceName, text);
		}
		catch (InvalidSecretPathException refused) {
			throw ProblemException.invalid("/" + field, refused.getMessage());
		}
	}

	private static Secret readKey(String text) {
		Secret key = SigningKey.extractPrivateKey(Secret.of(text.strip()));
		if (!SigningKey.isUsable(key)) {
			throw ProblemException.invalid("/private_key", "must be an RSA or EC private key, in PEM or as a JWK");
		}
		return key;
	}

	private static Secret readClientSecret(String text) {
		String secret = text.strip();
		if (secret.isEmpty() || secret.chars().anyMatch(Character::isISOControl)) {
			throw ProblemException.invalid("/client_secret", "must be one line of text without control characters");
		}
		return Secret.of(secret);
	}

	private void requireFittingMethod(String method) {
		boolean fits = method.isEmpty() || switch (this.kind) {
			case CLIENT_SECRET -> Stream.of("client_secret_basic", "client_secret_post").anyMatch(method::equals);
			case PRIVATE_KEY -> method.equals("private_key_jwt");
			case NONE -> method.equals("none");
		};
		if (!fits) {
			throw ProblemException.invalid("/token_endpoint_auth_method", "does not fit the secret of the app");
		}
	}

	@Nullable String pathText() {
		return (this.path == null) ? null : this.path.text();
	}

}
