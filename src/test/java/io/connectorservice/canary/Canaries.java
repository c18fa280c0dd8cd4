package io.connectorservice.canary;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Secrets that nothing else can look like, and the search for them in any writing: as
 * they are, percent-encoded, escaped for JSON, in Base64 of either alphabet at any
 * offset, in hex and in UTF-16.
 */
final class Canaries {

	// a whole writing is looked up by so many of its first bytes
	private static final int HEAD = 8;

	private final Map<String, Set<Needle>> needles = new ConcurrentHashMap<>();

	private @Nullable Index index;

	private final Map<String, AtomicLong> searched = new ConcurrentHashMap<>();

	/**
	 * A secret that no one has seen before.
	 * @param before what stands before the mark, such as characters that need escaping
	 */
	String secret(String name, String before, String after) {
		String mark = "canary" + UUID.randomUUID().toString().replace("-", "");
		watch(name, mark);
		return watch(name, before + mark + after);
	}

	/** Looks for this value as well, such as one that the service made itself. */
	synchronized String watch(String name, String value) {
		if (this.needles.computeIfAbsent(name, (_) -> ConcurrentHashMap.newKeySet()).addAll(writings(name, value))) {
			this.index = null;
		}
		return value;
	}

	private static Set<Needle> writings(String name, String value) {
		byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
		Set<String> texts = new LinkedHashSet<>(
				List.of(value, json(value), URLEncoder.encode(value, StandardCharsets.UTF_8),
						URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"),
						HexFormat.of().formatHex(bytes), HexFormat.of().withUpperCase().formatHex(bytes)));
		for (int offset = 0; offset < 3; offset++) {
			String standard = base64(bytes, offset);
			texts.addAll(List.of(standard, standard.replace('+', '-').replace('/', '_')));
		}
		Set<Needle> found = texts.stream()
			.map((text) -> new Needle(name, text.getBytes(StandardCharsets.UTF_8)))
			.collect(Collectors.toSet());
		found.add(new Needle(name, value.getBytes(StandardCharsets.UTF_16LE)));
		found.removeIf((needle) -> needle.bytes.length < HEAD);
		return found;
	}

	private static String json(String value) {
		return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("/", "\\/");
	}

	// without the characters that hold bits of what stands around it
	private static String base64(byte[] bytes, int offset) {
		byte[] shifted = new byte[bytes.length + offset];
		System.arraycopy(bytes, 0, shifted, offset, bytes.length);
		String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
		int from = (offset == 0) ? 0 : offset + 1;
		return text.substring(from, text.length() - ((shifted.length % 3 == 0) ? 0 : 1));
	}

	int count() {
		return this.needles.size();
	}

	int writings() {
		return this.needles.values().stream().mapToInt(Set::size).sum();
	}

	/** How many bytes were searched, by kind of place. */
	Map<String, Long> countSearches() {
		return this.searched.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().get()));
	}

	/** Which secrets are there, each with the writing that was found. */
	Set<String> in(String kind, String text) {
		return in(kind, text.getBytes(StandardCharsets.UTF_8));
	}

	Set<String> in(String kind, byte[] text) {
		this.searched.computeIfAbsent(kind, (_) -> new AtomicLong()).addAndGet(text.length);
		Index current = requireIndex();
		Map<Long, List<Needle>> byHead = current.byHead;
		long[] filter = current.filter;
		Set<String> found = new TreeSet<>();
		long window = 0;
		for (int at = 0; at < text.length; at++) {
			window = (window << 8) | (text[at] & 0xff);
			int slot = slot(window);
			if ((filter[slot >> 6] & (1L << slot)) != 0) {
				int from = at - HEAD + 1;
				byHead.getOrDefault(window, List.of())
					.stream()
					.filter((needle) -> needle.isAt(text, from))
					.forEach((needle) -> found.add(needle.name + " in " + kind + ": " + around(text, from)));
			}
		}
		return found;
	}

	private synchronized Index requireIndex() {
		Index current = this.index;
		if (current == null) {
			Map<Long, List<Needle>> byHead = byHead();
			current = new Index(byHead, filter(byHead.keySet()));
			this.index = current;
		}
		return current;
	}

	private Map<Long, List<Needle>> byHead() {
		Map<Long, List<Needle>> byHead = new HashMap<>();
		this.needles.values()
			.forEach((all) -> all
				.forEach((needle) -> byHead.computeIfAbsent(needle.head(), (_) -> new ArrayList<>()).add(needle)));
		return byHead;
	}

	private static long[] filter(Set<Long> heads) {
		long[] filter = new long[1 << 10];
		heads.forEach((head) -> filter[slot(head) >> 6] |= 1L << slot(head));
		return filter;
	}

	private static int slot(long head) {
		return (int) ((head * 0x9E3779B97F4A7C15L) >>> 48);
	}

	private static String around(byte[] text, int at) {
		int from = Math.max(0, at - 60);
		return new String(Arrays.copyOfRange(text, from, Math.min(text.length, at + 60)), StandardCharsets.UTF_8)
			.replaceAll("\\s+", " ");
	}

	/**
	 * All writings by their first bytes, and a filter of these.
	 */
	@SuppressWarnings("ArrayRecordComponent") // It is never compared.
	private record Index(Map<Long, List<Needle>> byHead, long[] filter) {
	}

	/**
	 * One writing of a secret.
	 */
	@SuppressWarnings("ArrayRecordComponent") // compared below
	private record Needle(String name, byte[] bytes) {

		long head() {
			long head = 0;
			for (int i = 0; i < HEAD; i++) {
				head = (head << 8) | (this.bytes[i] & 0xff);
			}
			return head;
		}

		boolean isAt(byte[] text, int from) {
			int to = from + this.bytes.length;
			return from >= 0 && to <= text.length && Arrays.equals(this.bytes, 0, this.bytes.length, text, from, to);
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Needle that && Arrays.equals(this.bytes, that.bytes);
		}

		@Override
		public int hashCode() {
			return Arrays.hashCode(this.bytes);
		}

		@Override
		public String toString() {
			return this.name.toLowerCase(Locale.ROOT);
		}

	}

}
