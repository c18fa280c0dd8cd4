package io.connectorservice.json.schema;

/**
 * Estimates the size of a regular expression's compiled program before it is compiled.
 * Counted repetitions are expanded there, and nested ones multiply.
 */
public final class PatternSize {

	/** Maximum number of instructions of a compiled pattern. */
	public static final long MAX = 50_000;

	private final String regex;

	private int at;

	private PatternSize(String regex) {
		this.regex = regex;
	}

	/** Whether the compiled pattern would have more than {@value #MAX} instructions. */
	public static boolean isTooLarge(String regex) {
		return estimateSize(regex) > MAX;
	}

	static long estimateSize(String regex) {
		// The scan keeps open groups in an array rather than on the call stack, so that
		// deep nesting cannot overflow it.
		return new PatternSize(regex).computeSize();
	}

	private long computeSize() {
		long[] open = new long[this.regex.length() + 1];
		int depth = 0;
		long last = 0;
		while (this.at < this.regex.length()) {
			char character = this.regex.charAt(this.at);
			if (character == '(') {
				open[depth] = addCapped(open[depth], last);
				open[++depth] = 0;
				last = 0;
				this.at++;
			}
			else if (character == ')' && depth > 0) {
				last = addCapped(addCapped(open[depth--], last), 2);
				this.at++;
			}
			else if (character == '{' && readRepetition() > 0) {
				last = multiplyCapped(Math.max(last, 1), readRepetition());
				this.at = this.regex.indexOf('}', this.at) + 1;
			}
			else {
				open[depth] = addCapped(open[depth], last);
				last = 1;
				skipAtom(character);
			}
		}
		long all = last;
		for (int i = 0; i <= depth; i++) {
			all = addCapped(all, open[i]);
		}
		return all;
	}

	private void skipAtom(char character) {
		if (character == '\\') {
			this.at += 2;
			return;
		}
		this.at++;
		if (character == '[') {
			skipClass();
		}
	}

	private void skipClass() {
		this.at += this.regex.startsWith("^", this.at) ? 1 : 0;
		int first = this.at;
		while (this.at < this.regex.length() && (this.regex.charAt(this.at) != ']' || this.at == first)) {
			this.at += (this.regex.charAt(this.at) == '\\') ? 2 : 1;
		}
		this.at++;
	}

	// Returns how often the preceding part is repeated in the program, or 0 if this is
	// not a counted repetition.
	private long readRepetition() {
		int end = this.regex.indexOf('}', this.at);
		if (end < 0 || end - this.at > 20) {
			return 0;
		}
		String[] counts = this.regex.substring(this.at + 1, end).split(",", -1);
		if (counts.length > 2 || !isCount(counts[0])) {
			return 0;
		}
		long min = Long.parseLong(counts[0]);
		boolean bounded = counts.length == 2 && isCount(counts[1]);
		return Math.max(bounded ? Math.max(min, Long.parseLong(counts[1])) : min, 1);
	}

	private static boolean isCount(String text) {
		return !text.isEmpty() && text.length() < 10 && text.chars().allMatch((c) -> c >= '0' && c <= '9');
	}

	private static long addCapped(long one, long other) {
		return Math.min(one + other, Integer.MAX_VALUE);
	}

	private static long multiplyCapped(long one, long other) {
		return Math.min(one * other, Integer.MAX_VALUE);
	}

}
