package io.connectorservice.invalidation;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import io.connectorservice.tenant.TenantId;

/**
 * What changed, by its ids: never what it changed to.
 */
public record ChangeNotification(Kind kind, TenantId tenant, UUID connector) {

	/**
	 * What of a connector changed.
	 */
	public enum Kind {

		/** Its configuration, or it is gone. */
		CONFIGURATION,
		/** Its secrets, as far as the service wrote them. */
		CREDENTIALS,
		/** Its tokens: there are newer ones. */
		TOKENS,
		/** Its tokens do not count any more. */
		DISCONNECTED

	}

	/**
	 * Reads what a notification says; empty where that is none of ours.
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
