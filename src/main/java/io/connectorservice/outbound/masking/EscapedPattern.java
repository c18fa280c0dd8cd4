package io.connectorservice.outbound.masking;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Matches a secret in text where each character may be plain or escaped by the rules of
 * URLs, forms, JSON or HTML.
 */
final class EscapedPattern implements SecretPattern {

	private static final Map<Integer, List<String>> SHORT_ESCAPES = Map.ofEntries(Map.entry((int) ' ', List.of("+")),
			Map.entry((int) '"', List.of("\\\"", "&quot;")), Map.entry((int) '\\', List.of("\\\\")),
			Map.entry((int) '/', List.of("\\/")), Map.entry((int) '\'', List.of("\\'", "&apos;")),
			Map.entry((int) '&', List.of("&amp;")), Map.entry((int) '<', List.of("&lt;")),
			Map.entry((int) '>', List.of("&gt;")), Map.entry((int) '\n', List.of("\\n")),
			Map.entry((int) '\r', List.of("\\r")), Map.entry((int) '\t', List.of("\\t")),
			Map.entry((int) '\b', List.of("\\b")), Map.entry((int) '\f', List.of("\\f")));

	private static final String BEGIN_ESCAPES = "&\\%";

	/** The bytes that an escape can begin with; all other bytes are plain. */
	private static final String ESCAPING = BEGIN_ESCAPES + "+";

	/** Text is matched in parallel as plain, as escaped once and as escaped twice. */
	private static final int LEVELS = 3;

	private final int[] characters;

	// Filled on demand, because most texts contain no possible escape.
	private final Map<Integer, Map<Byte, List<List<Spelling>>>> spellings = new ConcurrentHashMap<>();

	EscapedPattern(String secret) {
		this.characters = secret.codePoints().toArray();
	}

	// Groups the spellings of a character by first
	// byte, then in each level's order of preference.
	private static Map<Byte, List<List<Spelling>>> buildSpellings(int c) {
		List<List<Spelling>> byLevel = List.of(buildPlainSpellings(c), buildEscapedSpellings(c),
				buildTwiceEscapedSpellings(c));
		Set<Byte> firsts = new LinkedHashSet<>();
		byLevel.forEach((level) -> level.forEach((spelling) -> firsts.add(spelling.bytes[0])));
		Map<Byte, List<List<Spelling>>> spellings = new HashMap<>();
		for (byte first : firsts) {
			List<List<Spelling>> beginning = byLevel.stream()
				.map((level) -> level.stream().filter((spelling) -> spelling.bytes[0] == first).toList())
				.toList();
			spellings.put(first, List.of(joinLevels(beginning, 0, 1, 2), joinLevels(beginning, 1, 2, 0),
					joinLevels(beginning, 2, 1, 0)));
		}
		return spellings;
	}

	private static List<Spelling> joinLevels(List<List<Spelling>> levels, int... order) {
		return IntStream.of(order).mapToObj(levels::get).flatMap(List::stream).toList();
	}

	private static List<Spelling> buildPlainSpellings(int c) {
		String plain = Character.toString(c);
		List<Spelling> all = new ArrayList<>(List.of(new Spelling(toBytes(plain), false)));
		if (isLatin1(c)) {
			all.add(new Spelling(plain.getBytes(StandardCharsets.ISO_8859_1), false));
		}
		return all;
	}

	private static List<Spelling> buildEscapedSpellings(int c) {
		List<Spelling> all = new ArrayList<>();
		SHORT_ESCAPES.getOrDefault(c, List.of()).forEach((escape) -> all.add(new Spelling(toBytes(escape), false)));
		longEscapes(c).forEach((escape) -> all.add(new Spelling(toBytes(escape), true)));
		return all;
	}

	private static List<Spelling> buildTwiceEscapedSpellings(int c) {
		Set<String> escapes = new LinkedHashSet<>(new Escapes(SHORT_ESCAPES.getOrDefault(c, List.of())).escapeAgain());
		escapes.addAll(new Escapes(longEscapes(c)).escapeAgain());
		escapes.add(percentEncode(Character.toString(c), "%25"));
		return escapes.stream().map((escape) -> new Spelling(toBytes(escape.toLowerCase(Locale.ROOT)), true)).toList();
	}

	private static Set<String> longEscapes(int c) {
		String plain = Character.toString(c);
		Set<String> escapes = new LinkedHashSet<>();
		escapes.add(percentEncode(plain, "%"));
		escapes.add(escapeUnicode(plain));
		escapes.add("&#" + c + ";");
		escapes.add("&#0" + c + ";");
		escapes.add("&#x" + Integer.toHexString(c) + ";");
		return escapes;
	}

	private static String percentEncode(String plain, String sign) {
		StringBuilder out = new StringBuilder();
		for (byte b : toBytes(plain)) {
			out.append(sign).append(HexFormat.of().toHexDigits(b));
		}
		return out.toString();
	}

	private static String escapeUnicode(String plain) {
		StringBuilder out = new StringBuilder();
		plain.chars().forEach((unit) -> out.append(String.format(Locale.ROOT, "\\u%04x", unit)));
		return out.toString();
	}

	private static byte[] toBytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public byte[] firstBytes() {
		int first = this.characters[0];
		byte[] firsts = { toBytes(Character.toString(first))[0], '&', '\\', '%', '+', (byte) first };
		return Arrays.copyOf(firsts, isLatin1(first) ? firsts.length : firsts.length - 1);
	}

	private static boolean isLatin1(int c) {
		return c > 0x7f && c < 0x100;
	}

	@Override
	public int endOfMatch(byte[] text, int at) {
		int[] ends = new int[LEVELS];
		Arrays.fill(ends, at);
		for (int matched = 0; matched < this.characters.length; matched++) {
			int furthest = Math.max(ends[0], Math.max(ends[1], ends[2]));
			if (!advanceLevels(this.characters[matched], text, ends)) {
				return (matched >= ENOUGH) ? furthest : -1;
			}
		}
		return Math.max(ends[0], Math.max(ends[1], ends[2]));
	}

	// A backslash may be the character itself, the start of its escape, or the start of
	// an escaped escape, so each level continues on its own until it fails.
	private boolean advanceLevels(int c, byte[] text, int[] ends) {
		boolean any = false;
		for (int level = 0; level < LEVELS; level++) {
			if (ends[level] >= 0) {
				ends[level] = endOfCharacter(c, level, text, ends[level]);
				any |= ends[level] >= 0;
			}
		}
		return any;
	}

	private int endOfCharacter(int c, int level, byte[] text, int at) {
		if (at >= text.length) {
			return -1;
		}
		boolean plain = c <= 0x7f && ESCAPING.indexOf(text[at]) < 0;
		if (plain) {
			return (text[at] == c) ? at + 1 : -1;
		}
		List<List<Spelling>> beginning = this.spellings.computeIfAbsent(c, EscapedPattern::buildSpellings)
			.get(text[at]);
		return (beginning == null) ? -1 : endOfSpelling(beginning.get(level), text, at);
	}

	private static int endOfSpelling(List<Spelling> spellings, byte[] text, int at) {
		for (Spelling spelling : spellings) {
			if (spelling.matchesAt(text, at)) {
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

		boolean matchesAt(byte[] text, int at) {
			if (at + this.bytes.length > text.length) {
				return false;
			}
			for (int i = 0; i < this.bytes.length; i++) {
				if (!matchesByte(text[at + i], i)) {
					return false;
				}
			}
			return true;
		}

		boolean matchesByte(byte text, int index) {
			byte wanted = this.bytes[index];
			boolean upper = this.anyCase && text >= 'A' && text <= 'Z';
			return text == wanted || (upper && text + 32 == wanted);
		}

	}

}
