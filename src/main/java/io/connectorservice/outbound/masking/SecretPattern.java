package io.connectorservice.outbound.masking;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One way in which a secret may be written in an answer.
 */
sealed interface SecretPattern permits LiteralPattern, EscapedPattern {

	/**
	 * So many characters are taken for the whole: text made to almost match a long secret
	 * at every place must not cost more.
	 */
	int ENOUGH = 256;

	/** Fewer characters of Base64 stand in many an answer by chance. */
	int SHORTEST_CORE = 4;

	/**
	 * So many characters in a row that no escaping changes are taken for the whole:
	 * around them a secret may be escaped again and again, each time by other rules.
	 */
	Pattern PLAIN_RUN = Pattern.compile("[A-Za-z0-9._-]{12,}");

	/** The bytes that a match can start with. */
	byte[] firstBytes();

	/** The index after the match that starts at this index, or -1. */
	int endOfMatch(byte[] text, int at);

	/** Whether the Base64 characters around a match go with it. */
	default boolean takesBase64Run() {
		return false;
	}

	/** Every form of one secret. */
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

	// what a secret becomes when Base64 begins so many bytes before it; the characters
	// that it shares with its neighbours are left out
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
