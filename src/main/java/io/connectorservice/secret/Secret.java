package io.connectorservice.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A secret value that never prints: whoever needs it must {@link #reveal()} it by name.
 */
public final class Secret {

	private final String value;

	private Secret(String value) {
		this.value = value;
	}

	public static Secret of(String value) {
		return new Secret(value);
	}

	/** The value itself; never log, store or answer with it. */
	public String reveal() {
		return this.value;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Secret that && MessageDigest.isEqual(toBytes(), that.toBytes());
	}

	// constant, so that not even a hash of the value can be read off
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
