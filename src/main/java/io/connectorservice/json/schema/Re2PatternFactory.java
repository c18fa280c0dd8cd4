package io.connectorservice.json.schema;

import java.lang.ref.SoftReference;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * Compiles the patterns of schemas for an engine whose time grows with the text alone.
 * What that engine cannot express (look-around, back references) is taken to match: the
 * service called has the last word on it.
 */
final class Re2PatternFactory implements RegularExpressionFactory {

	private static final int MAX_PATTERN_LENGTH = 4_000;

	// what one step of a program costs to compile, in steps of matching
	private static final long COMPILATION = 50;

	private static final RegularExpression ANYTHING = (_) -> true;

	/** Whether a pattern is checked, and not only taken to match. */
	@SuppressWarnings("ReferenceEquality") // a pattern not understood
	static boolean isSupported(String regex) {
		return regex.length() <= MAX_PATTERN_LENGTH && !PatternSize.isTooLarge(regex)
				&& compilePattern(regex) != ANYTHING;
	}

	@Override
	public RegularExpression getRegularExpression(String regex) {
		if (regex.length() > MAX_PATTERN_LENGTH || PatternSize.isTooLarge(regex)) {
			return ANYTHING;
		}
		return new Lazy(regex);
	}

	/**
	 * Compiles its pattern when it is needed first: a description may have thousands, and
	 * a call needs few of them.
	 */
	private static final class Lazy implements RegularExpression {

		private final String regex;

		// soft, because programs are larger than their patterns
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
			return ANYTHING;
		}
	}

	private static RegularExpression createMatcher(Pattern pattern) {
		long size = pattern.programSize();
		return (text) -> !MatchBudget.trySpend(size * (text.length() + 1L)) || pattern.matcher(text).find();
	}

	// ECMA-262 writes a code point as four hex digits after \\u
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
