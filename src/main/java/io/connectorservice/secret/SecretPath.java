package io.connectorservice.secret;

import java.util.Optional;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * The path of a secret inside its tenant's prefix. Only {@link Secrets} creates paths, so
 * a path has always been checked.
 */
public final class SecretPath {

	private final String mount;

	private final String key;

	private final @Nullable String field;

	SecretPath(String mount, String key, @Nullable String field) {
		this.mount = mount;
		this.key = key;
		this.field = field;
	}

	/** The complete path, including the field if there is one. */
	public String text() {
		return (this.field != null) ? documentPath() + "#" + this.field : documentPath();
	}

	/** The path of the document without the field, as KV v2 expects it. */
	public String documentPath() {
		return this.mount + "/data/" + this.key;
	}

	/** The field, if the path names one. */
	public Optional<String> field() {
		return Optional.ofNullable(this.field);
	}

	/** Returns the path of the same document with another field, or with none. */
	public SecretPath withField(@Nullable String field) {
		return new SecretPath(this.mount, this.key, field);
	}

	/** The document's key inside its mount. */
	public String key() {
		return this.key;
	}

	ProblemException missingSecretException() {
		return ProblemException.of(ProblemCode.SECRET_MISSING, "No secret is stored at " + this + ".");
	}

	/**
	 * Creates the exception for a secret that cannot be used; it never has its content.
	 */
	public ProblemException unusableSecretException(String reason) {
		return ProblemException.of(ProblemCode.SECRET_UNUSABLE, "The secret at " + this + " " + reason);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof SecretPath that && text().equals(that.text());
	}

	@Override
	public int hashCode() {
		return text().hashCode();
	}

	@Override
	public String toString() {
		return text();
	}

}
