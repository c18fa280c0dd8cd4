package io.connectorservice.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A secret value that is never printed; code that needs it calls {@link #reveal()}.
 */
public final class Secret {

	private final String value;

	private Secret(String value) {
		this.value = value;
	}

	public static Secret of(String value) {
		return new Secret(value);
	}

	/**
	 * The value itself. It must never be logged, stored outside the secret store or
	 * returned to a caller.
	 */
	public String reveal() {
		return this.value;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Secret that && MessageDigest.isEqual(toBytes(), that.toBytes());
	}

	// The hash is constant, so that it reveals nothing about the value.
	@Override
	public int hashCode() {
		return Secret.class.hashCode();
	}

	@JsonValue
	@Override
	public String toString() {
		return "***";
	}

	private byte[] toBytes() {
		return this.value.getBytes(StandardCharsets.UTF_8);
	}

}
