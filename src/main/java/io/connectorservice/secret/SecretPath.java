package io.connectorservice.secret;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Where a secret lies, inside its tenant's prefix: only {@link Secrets} makes one, so
 * whoever holds one may use it.
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

	/** The path as it was written, field included. */
	public String text() {
		return (this.field != null) ? documentPath() + "#" + this.field : documentPath();
	}

	/** The path of the document alone, as KV v2 reads it. */
	public String documentPath() {
		return this.mount + "/data/" + this.key;
	}

	/** The field that is named, if one is. */
	public Optional<String> field() {
		return Optional.ofNullable(this.field);
	}

	/** The same document's path with another field, or with none. */
	public SecretPath withField(@Nullable String field) {
		return new SecretPath(this.mount, this.key, field);
	}

	/** The document's key inside its mount. */
	public String key() {
		return this.key;
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
