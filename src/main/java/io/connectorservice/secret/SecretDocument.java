package io.connectorservice.secret;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * One stored document: its fields as the store holds them, and the version that a write
 * must name to replace it.
 *
 * @param fields JSON values by name, never to be printed
 * @param version the stored version; 0 if no document is stored yet
 */
public record SecretDocument(Map<String, @Nullable Object> fields, int version) {

	/**
	 * The field that names the operator's OAuth app to which a document's tokens were
	 * granted. Such a document cannot be named by the path of another secret.
	 */
	public static final String OAUTH_APP = "granted_to_oauth_app";

	/** Represents a document that is not stored yet. */
	public static final SecretDocument ABSENT = new SecretDocument(Map.of(), 0);

	// A compact constructor would lose the @Nullable
	// annotation for code in other packages.
	public SecretDocument(Map<String, @Nullable Object> fields, int version) {
		this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
		this.version = version;
	}

	/** Returns a copy with this field set. */
	public SecretDocument with(String field, Secret value) {
		Map<String, @Nullable Object> changed = new LinkedHashMap<>(this.fields);
		changed.put(field, value.reveal());
		return new SecretDocument(changed, this.version);
	}

	/** Returns a copy without this field. */
	public SecretDocument without(String field) {
		Map<String, @Nullable Object> changed = new LinkedHashMap<>(this.fields);
		changed.remove(field);
		return new SecretDocument(changed, this.version);
	}

	/** Returns the field as text if it is a string, a number or a boolean. */
	public Optional<Secret> findSecret(String field) {
		return Optional.ofNullable(toText(this.fields.get(field))).map(Secret::of);
	}

	private static @Nullable String toText(@Nullable Object value) {
		return switch (value) {
			case String string -> string;
			case Boolean bool -> bool.toString();
			case Double number when !Double.isFinite(number) -> null;
			case Number number -> new BigDecimal(number.toString()).toPlainString();
			case null, default -> null;
		};
	}

	@Override
	public String toString() {
		return "SecretDocument[version=" + this.version + "]";
	}

}
