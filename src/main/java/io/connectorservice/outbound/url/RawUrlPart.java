package io.connectorservice.outbound.url;

import java.text.Normalizer;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * A path or a query as it was written. It is checked at every layer of percent-encoding
 * that some server on the route might decode.
 */
record RawUrlPart(String raw) {

	static final int MAX_LENGTH = 8192;

	private static final int MAX_LAYERS = 8;

	// Servlet containers remove ";…" from a segment before they look for dot segments.
	private static final Pattern DOT_SEGMENT = Pattern
		.compile("(?:.*[/\\\\])?\\s*\\.\\.?\\s*(?:;[^/\\\\]*)?(?:[/\\\\].*)?", Pattern.DOTALL);

	// Characters that some normalizers fold to ASCII slashes although NFKC does not.
	private static final String LOOKALIKES = "\u2044\u2215\u29f8\u2216\u29f5\u2571\u2572";

	/** Returns the path as it is sent. */
	String checkPath() {
		return checkPath(RawUrlPart::isOdd);
	}

	/**
	 * Checks a path whose parameters were percent-encoded when they were inserted.
	 * Characters that occur in real names, such as full-width punctuation or an
	 * ideographic space, are harmless there unless folding turns a segment into dots.
	 */
	String encodePath() {
		refuseOddUnicode(this.raw, RawUrlPart::isOdd);
		String path = checkPath((c) -> isOdd(c) && !isOfNames(c));
		String folded = Normalizer.normalize(PercentEncoding.decode(this.raw).orElse(this.raw), Normalizer.Form.NFKC);
		if (DOT_SEGMENT.matcher(folded).matches()) {
			throw new InvalidTargetException("dot_segment", "Write the path without \".\" and \"..\" segments.");
		}
		return path;
	}

	private String checkPath(IntPredicate odd) {
		refuseRawFaults();
		if (this.raw.contains("//")) {
			throw new InvalidTargetException("empty_segment", "Write the path without \"//\".");
		}
		String layer = this.raw;
		for (int depth = 0; depth < MAX_LAYERS; depth++) {
			refusePathFaults(layer, odd);
			String next = PercentEncoding.decode(layer)
				.orElseThrow(() -> new InvalidTargetException("bad_utf8", "The path's percent-encoding is not UTF-8."));
			if (next.equals(layer)) {
				return PercentEncoding.encodePath(this.raw);
			}
			layer = next;
		}
		throw new InvalidTargetException("encoded_too_deep", "The path is percent-encoded too many times.");
	}

	private static void refusePathFaults(String layer, IntPredicate odd) {
		if (layer.indexOf('\\') >= 0) {
			throw new InvalidTargetException("backslash", "Write the path without backslashes.");
		}
		if (layer.chars().anyMatch(Character::isISOControl)) {
			throw new InvalidTargetException("control", "Write the path without control characters.");
		}
		refuseOddUnicode(layer, odd);
		if (layer.startsWith("//")) {
			throw new InvalidTargetException("empty_segment", "Write the path without an encoded \"//\" at its start.");
		}
		if (DOT_SEGMENT.matcher(layer).matches()) {
			throw new InvalidTargetException("dot_segment", "Write the path without \".\" and \"..\" segments.");
		}
	}

	private static void refuseOddUnicode(String layer, IntPredicate odd) {
		if (layer.codePoints().anyMatch(odd)) {
			throw new InvalidTargetException("odd_unicode",
					"The path contains characters that can be mistaken for others.");
		}
	}

	/** Returns the query as it is sent. */
	String checkQuery() {
		refuseRawFaults();
		if (this.raw.codePoints().anyMatch((c) -> Character.getType(c) == Character.SURROGATE)) {
			throw new InvalidTargetException("odd_unicode",
					"The query contains an unpaired surrogate (half a character).");
		}
		if (this.raw.contains("%00")) {
			throw new InvalidTargetException("control", "Write the query without NUL characters.");
		}
		return PercentEncoding.encodeQuery(this.raw);
	}

	private void refuseRawFaults() {
		if (this.raw.length() > MAX_LENGTH) {
			throw new InvalidTargetException("too_long", "The address is too long.");
		}
		if (this.raw.indexOf('#') >= 0) {
			throw new InvalidTargetException("fragment", "Write the address without a fragment; a literal # is %23.");
		}
		if (this.raw.chars().anyMatch(Character::isISOControl)) {
			throw new InvalidTargetException("control", "Write the address without control characters.");
		}
		if (PercentEncoding.hasStrayPercent(this.raw)) {
			throw new InvalidTargetException("bad_percent", "Write a literal percent sign as %25.");
		}
	}

	private static boolean isOdd(int c) {
		if (c < 0x80) {
			return false;
		}
		return switch (Character.getType(c)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR ->
				true;
			default -> LOOKALIKES.indexOf(c) >= 0 || foldsToDelimiter(c);
		};
	}

	private static boolean isOfNames(int c) {
		boolean joiner = c == 0x200c || c == 0x200d;
		return joiner || Character.getType(c) == Character.SPACE_SEPARATOR || foldsToDelimiter(c);
	}

	// NFKC folds characters such as fullwidth and small
	// forms, "…", "‥", "／" and "％" to ASCII delimiters.
	private static boolean foldsToDelimiter(int c) {
		return Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC)
			.chars()
			.anyMatch((folded) -> "./\\?#%@:;".indexOf(folded) >= 0);
	}

}
