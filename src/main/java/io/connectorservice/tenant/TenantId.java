package io.connectorservice.tenant;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The id of a tenant, which is the id of its row in {@code tenants}.
 */
public record TenantId(UUID value) {

	private static final Pattern CANONICAL = Pattern
		.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

	/**
	 * Parses the canonical form only; {@link UUID#fromString} would also accept shortened
	 * ones.
	 */
	public static Optional<TenantId> parse(String text) {
		return CANONICAL.matcher(text).matches() ? Optional.of(new TenantId(UUID.fromString(text))) : Optional.empty();
	}

	@Override
	public String toString() {
		return this.value.toString();
	}

}
