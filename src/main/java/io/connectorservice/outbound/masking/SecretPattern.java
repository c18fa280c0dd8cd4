package io.connectorservice.outbound.masking;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Matches one encoding of a secret in a response.
 */
sealed interface SecretPattern permits LiteralPattern, EscapedPattern {

	/**
	 * A match of this many characters counts as a complete one. Otherwise text that
	 * almost matches a long secret at every position would make masking slow.
	 */
	int ENOUGH = 256;

	/** Shorter Base64 texts occur in many responses by coincidence. */
	int SHORTEST_CORE = 4;

	/**
	 * A run of this many characters that no escaping changes is searched for as well,
	 * because the secret around it may have been escaped repeatedly by different rules.
	 */
	Pattern PLAIN_RUN = Pattern.compile("[A-Za-z0-9._-]{12,}");

	/** The bytes that a match can start with. */
	byte[] firstBytes();

	/**
	 * Returns the end index (exclusive) of the match that starts at this index, or -1.
	 */
	int endOfMatch(byte[] text, int at);

	/** Whether the Base64 characters next to a match are masked too. */
	default boolean takesBase64Run() {
		return false;
	}

	/** Creates the patterns for all encodings of one secret. */
	static List<SecretPattern> createForms(String secret) {
		List<SecretPattern> forms = new ArrayList<>();
		forms.add(new EscapedPattern(secret));
		addFixed(forms, secret);
		PLAIN_RUN.matcher(secret)
			.results()
			.map(MatchResult::group)
			.filter((run) -> !run.equals(secret))
			.forEach((run) -> addFixed(forms, run));
		return forms;
	}

	private static void addFixed(List<SecretPattern> forms, String secret) {
		byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
		forms.add(LiteralPattern.ofExactBytes(bytes));
		forms.add(LiteralPattern.ofExactBytes(secret.getBytes(StandardCharsets.UTF_16LE)));
		forms.add(LiteralPattern.ofExactBytes(secret.getBytes(StandardCharsets.UTF_16BE)));
		forms.add(LiteralPattern.ofHex(HexFormat.of().formatHex(bytes)));
		for (int offset = 0; offset < 3; offset++) {
			addBase64(forms, bytes, offset);
		}
	}

	// The Base64 form depends on how many bytes precede the secret. Characters that also
	// encode bits of neighbouring bytes are left out.
	private static void addBase64(List<SecretPattern> forms, byte[] secret, int offset) {
		byte[] shifted = new byte[offset + secret.length];
		System.arraycopy(secret, 0, shifted, offset, secret.length);
		String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
		int begin = (offset == 0) ? 0 : offset + 1;
		int end = (shifted.length % 3 == 0) ? text.length() : text.length() - 1;
		String core = text.substring(begin, end);
		String urlSafe = core.replace('+', '-').replace('/', '_');
		if (core.length() < SHORTEST_CORE) {
			return;
		}
		forms.add(LiteralPattern.ofBase64(core));
		if (!urlSafe.equals(core)) {
			forms.add(LiteralPattern.ofBase64(urlSafe));
		}
	}

}
