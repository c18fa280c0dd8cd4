package io.connectorservice.auth;

import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

import io.connectorservice.oauth.endpoint.SigningKey;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.secret.Secret;

/**
 * A secret as a caller sent it: cleaned of whitespace pasted around it, and refused if it
 * could never work. The reasons for a refusal never reveal its content.
 *
 * @param value the cleaned secret
 * @param use how it is sent
 */
record GivenSecret(Secret value, SecretUse use) {

	// line ends, tabs, no-break and zero-width spaces, byte order marks; plain spaces are
	// kept because a password may end with one
	private static final String PASTED = "[\\r\\n\\t\\u00a0\\u200b-\\u200d\\u2028\\u2029\\u2060\\ufeff]";

	private static final Pattern PASTED_AROUND = Pattern.compile("^" + PASTED + "+|" + PASTED + "+$");

	private static final Pattern BLANK_AROUND = Pattern.compile("^(?:" + PASTED + "|\\s)+|(?:" + PASTED + "|\\s)+$");

	// leaves room for a prefix such as "Bearer "
	private static final int LONGEST_IN_HEADER = OutboundRequest.LONGEST_HEADER_VALUE - 50;

	static GivenSecret of(Secret given, SecretUse use) {
		String text = given.reveal();
		return switch (use) {
			case TEXT, LINE, PASSWORD -> ofText(PASTED_AROUND.matcher(text).replaceAll(""), use);
			case HEADER, USER_NAME -> ofText(BLANK_AROUND.matcher(text).replaceAll(""), use);
			case PRIVATE_KEY -> new GivenSecret(
					SigningKey.extractPrivateKey(Secret.of(BLANK_AROUND.matcher(text).replaceAll(""))), use);
		};
	}

	private static GivenSecret ofText(String text, SecretUse use) {
		return new GivenSecret(Secret.of(text), use);
	}

	/** The reason why the secret could never work; empty if there is none. */
	Optional<String> findFault() {
		String text = this.value.reveal();
		if (text.isEmpty()) {
			return Optional.of((this.use == SecretUse.PASSWORD)
					? "is empty: if the service expects an empty or a fixed password, set"
							+ " auth_config.placeholder_password and leave this out"
					: "is empty");
		}
		return switch (this.use) {
			case TEXT -> Optional.empty();
			case LINE, PASSWORD -> findControlFault(text);
			case USER_NAME -> (text.indexOf(':') >= 0)
					? Optional.of("contains a colon, which a user name cannot contain") : findControlFault(text);
			case HEADER -> findHeaderFault(text);
			case PRIVATE_KEY -> SigningKey.isUsable(this.value) ? Optional.empty()
					: Optional.of("must be an RSA or EC private key, in PEM or as a JWK");
		};
	}

	private static Optional<String> findControlFault(String text) {
		return findPosition(text, (c) -> c < ' ' || c == 0x7f)
			.map((position) -> "contains a line end or another control character at position " + position);
	}

	private static Optional<String> findHeaderFault(String text) {
		if (text.length() > LONGEST_IN_HEADER) {
			return Optional.of("is longer than the " + LONGEST_IN_HEADER + " characters that can be sent in a header");
		}
		return findPosition(text, (c) -> c < ' ' || c > '~').map((position) -> "contains a character at position "
				+ position + " that cannot be sent in a header, which allows only visible ASCII");
	}

	private static Optional<Integer> findPosition(String text, IntPredicate flaw) {
		for (int i = 0; i < text.length(); i++) {
			if (flaw.test(text.charAt(i))) {
				return Optional.of(i + 1);
			}
		}
		return Optional.empty();
	}

}
