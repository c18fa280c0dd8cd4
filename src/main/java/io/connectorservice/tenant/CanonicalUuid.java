package io.connectorservice.tenant;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Parses ids in the canonical form of a UUID only, because {@link UUID#fromString} also
 * accepts shortened ones.
 */
public final class CanonicalUuid {

	private static final Pattern CANONICAL = Pattern
		.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

	private CanonicalUuid() {
	}

	public static Optional<UUID> parse(String text) {
		return CANONICAL.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
	}

}
