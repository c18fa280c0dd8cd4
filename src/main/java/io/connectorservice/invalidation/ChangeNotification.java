package io.connectorservice.invalidation;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import io.connectorservice.tenant.TenantId;

/**
 * Names what changed by ids; it never contains the new values.
 */
public record ChangeNotification(Kind kind, TenantId tenant, UUID connector) {

	/** What has changed of a connector. */
	public enum Kind {

		/** Its configuration changed, or it was deleted. */
		CONFIGURATION,
		/** The service wrote its secrets. */
		CREDENTIALS,
		/** Newer tokens are available. */
		TOKENS,
		/** Its tokens are no longer valid. */
		DISCONNECTED,
		/** An OAuth app, which belongs to no tenant, changed; the ids are zero. */
		OAUTH_APPS

	}

	/**
	 * Parses the text of a notification; returns empty if it is not one of this service.
	 */
	static Optional<ChangeNotification> parse(String text) {
		String[] words = text.split(" ", -1);
		try {
			return (words.length == 3)
					? Optional.of(new ChangeNotification(Kind.valueOf(words[0].toUpperCase(Locale.ROOT)),
							new TenantId(UUID.fromString(words[1])), UUID.fromString(words[2])))
					: Optional.empty();
		}
		catch (IllegalArgumentException _) {
			return Optional.empty();
		}
	}

	String toText() {
		return kind().name().toLowerCase(Locale.ROOT) + " " + tenant() + " " + connector();
	}

}
