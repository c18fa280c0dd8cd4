package io.connectorservice.json.schema;

import java.lang.ref.SoftReference;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * Compiles schemas' patterns with RE2, whose matching time is linear in the text.
 * Patterns that RE2 does not support (look-around, back references) are assumed to match,
 * because the external service validates the value anyway.
 */
final class Re2PatternFactory implements RegularExpressionFactory {

	private static final int MAX_PATTERN_LENGTH = 4_000;

	// Cost of compiling one instruction of the program, in matching steps.
	private static final long COMPILATION = 50;

	private static final RegularExpression MATCHES_ALL = (_) -> true;

	/** Whether the pattern is checked, rather than assumed to match. */
	// MATCHES_ALL is a marker for unsupported patterns, so identity is compared.
	@SuppressWarnings("ReferenceEquality")
	static boolean isSupported(String regex) {
		return regex.length() <= MAX_PATTERN_LENGTH && !PatternSize.isTooLarge(regex)
				&& compilePattern(regex) != MATCHES_ALL;
	}

	@Override
	public RegularExpression getRegularExpression(String regex) {
		if (regex.length() > MAX_PATTERN_LENGTH || PatternSize.isTooLarge(regex)) {
			return MATCHES_ALL;
		}
		return new Lazy(regex);
	}

	/**
	 * Compiles its pattern on first use, because an API description may contain thousands
	 * of patterns of which a call needs few.
	 */
	private static final class Lazy implements RegularExpression {

		private final String regex;

		// The reference is soft because programs are larger than their patterns.
		private volatile SoftReference<RegularExpression> compiled = new SoftReference<>(null);

		Lazy(String regex) {
			this.regex = regex;
		}

		@Override
		public boolean matches(String text) {
			RegularExpression expression = this.compiled.get();
			if (expression == null) {
				if (!MatchBudget.trySpend(COMPILATION * PatternSize.estimateSize(this.regex))) {
					return true;
				}
				expression = compilePattern(this.regex);
				this.compiled = new SoftReference<>(expression);
			}
			return expression.matches(text);
		}

	}

	private static RegularExpression compilePattern(String regex) {
		try {
			return createMatcher(Pattern.compile(translateUnicodeEscapes(regex)));
		}
		catch (PatternSyntaxException _) {
			return MATCHES_ALL;
		}
	}

	private static RegularExpression createMatcher(Pattern pattern) {
		long size = pattern.programSize();
		return (text) -> !MatchBudget.trySpend(size * (text.length() + 1L)) || pattern.matcher(text).find();
	}

	// ECMA-262 writes a code point as \\u with four hex digits.
	private static String translateUnicodeEscapes(String regex) {
		StringBuilder translated = new StringBuilder(regex.length());
		for (int i = 0; i < regex.length(); i++) {
			boolean escape = regex.charAt(i) == '\\' && i + 1 < regex.length();
			if (escape && regex.charAt(i + 1) == 'u' && i + 6 <= regex.length()) {
				translated.append("\\x{").append(regex, i + 2, i + 6).append('}');
				i += 5;
			}
			else if (escape) {
				translated.append(regex, i, i + 2);
				i++;
			}
			else {
				translated.append(regex.charAt(i));
			}
		}
		return translated.toString();
	}

}
