package io.connectorservice.outbound.masking;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Replaces known secrets by {@value #MASK} in any encoding: plain, percent-encoded,
 * escaped for JSON or HTML, in Base64 at any offset, in hex or in UTF-16. The time is
 * linear in the length of any text, including text crafted by an attacker.
 */
public final class Masking {

	public static final String MASK = "***";

	/** Shorter secrets are not masked, because that would ruin responses. */
	static final int SHORTEST = 4;

	private static final byte[] MASK_BYTES = MASK.getBytes(StandardCharsets.US_ASCII);

	private static final int[] NO_FORM = {};

	private final Collection<String> secrets;

	private final List<SecretPattern> forms;

	private final int[][] byFirstByte = new int[256][];

	private Masking(Collection<String> secrets, List<SecretPattern> forms) {
		this.secrets = List.copyOf(secrets);
		this.forms = List.copyOf(forms);
		Arrays.fill(this.byFirstByte, NO_FORM);
		for (int form = 0; form < forms.size(); form++) {
			for (byte first : forms.get(form).firstBytes()) {
				addForm(first & 0xff, form);
			}
		}
	}

	private void addForm(int first, int form) {
		int[] known = this.byFirstByte[first];
		this.byFirstByte[first] = Arrays.copyOf(known, known.length + 1);
		this.byFirstByte[first][known.length] = form;
	}

	public static Masking forSecrets(Collection<String> secrets) {
		List<SecretPattern> forms = new ArrayList<>();
		secrets.stream()
			.distinct()
			.filter((secret) -> secret.length() >= SHORTEST)
			.forEach((secret) -> forms.addAll(SecretPattern.createForms(secret)));
		return new Masking(secrets, forms);
	}

	// The same array means that nothing was masked.
	@SuppressWarnings("ReferenceEquality")
	public String mask(String text) {
		if (this.forms.isEmpty()) {
			return text;
		}
		byte[] plain = text.getBytes(StandardCharsets.UTF_8);
		byte[] masked = mask(plain);
		return (masked == plain) ? text : new String(masked, StandardCharsets.UTF_8);
	}

	/** Returns the same array if it contains no secret. */
	public byte[] mask(byte[] text) {
		List<Span> spans = this.forms.isEmpty() ? List.of() : findSpans(text);
		if (spans.isEmpty()) {
			return text;
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream(text.length);
		int kept = 0;
		for (Span span : spans) {
			out.write(text, kept, span.begin() - kept);
			out.writeBytes(MASK_BYTES);
			kept = span.end();
		}
		out.write(text, kept, text.length - kept);
		return out.toByteArray();
	}

	/**
	 * Masks a response body: JSON value by value, so that it stays valid, anything else
	 * byte by byte. Returns the same array if it contains no secret.
	 */
	// The same array means that nothing was masked.
	@SuppressWarnings("ReferenceEquality")
	public byte[] maskBody(byte[] body) {
		byte[] masked = mask(body);
		return (masked == body || !mayBeJson(body)) ? masked
				: new JsonMasking(this.secrets, this).maskJson(body).orElse(masked);
	}

	private static boolean mayBeJson(byte[] body) {
		for (byte b : body) {
			if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
				return b == '{' || b == '[' || b == '-' || (b >= '0' && b <= '9');
			}
		}
		return false;
	}

	// Every position is examined, even inside a match, because secrets may overlap.
	private List<Span> findSpans(byte[] text) {
		List<Span> spans = new ArrayList<>();
		int[] matchedUntil = new int[this.forms.size()];
		for (int at = 0; at < text.length; at++) {
			addMatches(this.byFirstByte[text[at] & 0xff], text, at, matchedUntil, spans);
		}
		return spans;
	}

	private void addMatches(int[] starting, byte[] text, int at, int[] matchedUntil, List<Span> spans) {
		for (int form : starting) {
			int end = (at < matchedUntil[form]) ? -1 : this.forms.get(form).endOfMatch(text, at);
			if (end >= 0) {
				matchedUntil[form] = end;
				mergeSpan(spans, widenSpan(this.forms.get(form), text, at, end, spans));
			}
		}
	}

	// The characters next to the match in a Base64 run still encode bits of the secret,
	// so the whole run is masked.
	private static Span widenSpan(SecretPattern form, byte[] text, int at, int end, List<Span> spans) {
		int covered = spans.isEmpty() ? 0 : spans.getLast().end();
		int from = at;
		int to = Math.max(end, covered);
		while (form.takesBase64Run() && from > covered && isBase64(text[from - 1])) {
			from--;
		}
		while (form.takesBase64Run() && to < text.length && isBase64(text[to])) {
			to++;
		}
		return new Span(from, to);
	}

	private static boolean isBase64(byte b) {
		return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '+' || b == '/'
				|| b == '-' || b == '_' || b == '=';
	}

	private static void mergeSpan(List<Span> spans, Span span) {
		if (spans.isEmpty() || spans.getLast().end() < span.begin()) {
			spans.add(span);
			return;
		}
		Span last = spans.removeLast();
		spans.add(new Span(Math.min(last.begin(), span.begin()), Math.max(last.end(), span.end())));
	}

	private record Span(int begin, int end) {
	}

}
