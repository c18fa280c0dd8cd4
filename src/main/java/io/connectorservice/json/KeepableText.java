package io.connectorservice.json;

/**
 * Makes text from outside storable in PostgreSQL and valid in JSON, which both exclude
 * NUL characters and unpaired surrogates.
 */
public final class KeepableText {

	private static final char REPLACEMENT = '\ufffd';

	private KeepableText() {
	}

	/** Returns the text with every character that cannot be stored replaced by U+FFFD. */
	public static String replaceUnstorableCharacters(String text) {
		int first = findFirstUnstorable(text);
		if (first < 0) {
			return text;
		}
		StringBuilder clean = new StringBuilder(text.length()).append(text, 0, first);
		text.substring(first)
			.codePoints()
			.forEach((point) -> clean.appendCodePoint(isStorable(point) ? point : REPLACEMENT));
		return clean.toString();
	}

	private static int findFirstUnstorable(String text) {
		for (int i = 0; i < text.length(); i++) {
			int point = text.codePointAt(i);
			if (!isStorable(point)) {
				return i;
			}
			i += Character.charCount(point) - 1;
		}
		return -1;
	}

	private static boolean isStorable(int point) {
		return point != 0 && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
	}

}
