package io.connectorservice.outbound;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A secret as text, each character of which may be plain or escaped in any of the ways
 * that URLs, forms, JSON and HTML know.
 */
final class EscapedSecret implements MaskedForm {

	private static final Map<Integer, List<String>> SHORT_ESCAPES = Map.ofEntries(Map.entry((int) ' ', List.of("+")),
			Map.entry((int) '"', List.of("\\\"", "&quot;")), Map.entry((int) '\\', List.of("\\\\")),
			Map.entry((int) '/', List.of("\\/")), Map.entry((int) '\'', List.of("\\'", "&apos;")),
			Map.entry((int) '&', List.of("&amp;")), Map.entry((int) '<', List.of("&lt;")),
			Map.entry((int) '>', List.of("&gt;")), Map.entry((int) '\n', List.of("\\n")),
			Map.entry((int) '\r', List.of("\\r")), Map.entry((int) '\t', List.of("\\t")),
			Map.entry((int) '\b', List.of("\\b")), Map.entry((int) '\f', List.of("\\f")));

	private static final String BEGIN_ESCAPES = "&\\%";

	/** What the first byte of an escape may be; all else in a text is plain. */
	private static final String ESCAPING = BEGIN_ESCAPES + "+";

	private final int[] characters;

	// made when a text has what may be an escape: most texts have none
	private final List<Spelling>[] spellings;

	@SuppressWarnings("unchecked")
	EscapedSecret(String secret) {
		this.characters = secret.codePoints().toArray();
		this.spellings = new List[this.characters.length];
	}

	private static List<Spelling> spellings(int c) {
		String plain = Character.toString(c);
		Set<String> escapes = new LinkedHashSet<>();
		escapes.add(percent(plain, "%"));
		escapes.add(percent(plain, "%25"));
		escapes.add(unicode(plain));
		escapes.add("&#" + c + ";");
		escapes.add("&#x" + Integer.toHexString(c) + ";");
		List<Spelling> all = new ArrayList<>();
		SHORT_ESCAPES.getOrDefault(c, List.of()).forEach((escape) -> all.add(new Spelling(bytes(escape), false)));
		escapes.forEach((escape) -> all.add(new Spelling(bytes(escape), true)));
		// "&amp;" begins with the plain character, so that the escape must be tried first
		all.add(BEGIN_ESCAPES.indexOf(c) >= 0 ? all.size() : 0, new Spelling(bytes(plain), false));
		if (isLatin1(c)) {
			all.add(new Spelling(plain.getBytes(StandardCharsets.ISO_8859_1), false));
		}
		return List.copyOf(all);
	}

	private static String percent(String plain, String sign) {
		StringBuilder out = new StringBuilder();
		for (byte b : bytes(plain)) {
			out.append(sign).append(HexFormat.of().toHexDigits(b));
		}
		return out.toString();
	}

	private static String unicode(String plain) {
		StringBuilder out = new StringBuilder();
		plain.chars().forEach((unit) -> out.append(String.format(Locale.ROOT, "\\u%04x", unit)));
		return out.toString();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public byte[] firstBytes() {
		int first = this.characters[0];
		byte[] firsts = { bytes(Character.toString(first))[0], '&', '\\', '%', '+', (byte) first };
		return Arrays.copyOf(firsts, isLatin1(first) ? firsts.length : firsts.length - 1);
	}

	private static boolean isLatin1(int c) {
		return c > 0x7f && c < 0x100;
	}

	@Override
	public int endOfMatch(byte[] text, int at) {
		int end = at;
		for (int matched = 0; matched < this.characters.length; matched++) {
			int next = endOfCharacter(matched, text, end);
			if (next < 0) {
				return (matched >= ENOUGH) ? end : -1;
			}
			end = next;
		}
		return end;
	}

	private int endOfCharacter(int index, byte[] text, int at) {
		if (at >= text.length) {
			return -1;
		}
		int c = this.characters[index];
		boolean plain = c <= 0x7f && ESCAPING.indexOf(text[at]) < 0;
		if (plain) {
			return (text[at] == c) ? at + 1 : -1;
		}
		return endOfSpelling(spellingsAt(index), text, at);
	}

	private List<Spelling> spellingsAt(int index) {
		List<Spelling> known = this.spellings[index];
		if (known == null) {
			known = spellings(this.characters[index]);
			this.spellings[index] = known;
		}
		return known;
	}

	private static int endOfSpelling(List<Spelling> spellings, byte[] text, int at) {
		for (Spelling spelling : spellings) {
			if (spelling.matches(text, at)) {
				return at + spelling.bytes.length;
			}
		}
		return -1;
	}

	private static final class Spelling {

		private final byte[] bytes;

		private final boolean anyCase;

		Spelling(byte[] bytes, boolean anyCase) {
			this.bytes = bytes;
			this.anyCase = anyCase;
		}

		boolean matches(byte[] text, int at) {
			if (at + this.bytes.length > text.length) {
				return false;
			}
			for (int i = 0; i < this.bytes.length; i++) {
				if (!same(text[at + i], i)) {
					return false;
				}
			}
			return true;
		}

		boolean same(byte text, int index) {
			byte wanted = this.bytes[index];
			boolean upper = this.anyCase && text >= 'A' && text <= 'Z';
			return text == wanted || (upper && text + 32 == wanted);
		}

	}

}
