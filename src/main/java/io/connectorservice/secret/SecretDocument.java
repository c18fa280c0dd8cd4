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
 * @param version 0 where no document is stored yet
 */
public record SecretDocument(Map<String, @Nullable Object> fields, int version) {

	/** What stands where nothing is stored yet. */
	public static final SecretDocument ABSENT = new SecretDocument(Map.of(), 0);

	// spelled out, since a compact constructor loses @Nullable on its way to other rooms
	public SecretDocument(Map<String, @Nullable Object> fields, int version) {
		this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
		this.version = version;
	}

	/** The same document with one field set. */
	public SecretDocument with(String field, Secret value) {
		Map<String, @Nullable Object> changed = new LinkedHashMap<>(this.fields);
		changed.put(field, value.reveal());
		return new SecretDocument(changed, this.version);
	}

	/** The same document without a field. */
	public SecretDocument without(String field) {
		Map<String, @Nullable Object> changed = new LinkedHashMap<>(this.fields);
		changed.remove(field);
		return new SecretDocument(changed, this.version);
	}

	/** A field's text, if it is there as a string, a number or a boolean. */
	public Optional<Secret> findSecret(String field) {
		return Optional.ofNullable(toText(this.fields.get(field))).map(Secret::of);
	}

	private static @Nullable String toText(@Nullable Object value) {
		return switch (value) {
			case String string -> string;
			case Boolean truth -> truth.toString();
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
