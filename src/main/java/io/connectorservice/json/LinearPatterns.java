package io.connectorservice.json;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * Compiles the patterns of schemas for an engine whose time grows with the text alone.
 * What that engine cannot express (look-around, back references) is taken to match: the
 * service called has the last word on it.
 */
final class LinearPatterns implements RegularExpressionFactory {

	private static final int MAX_PATTERN_LENGTH = 4_000;

	private static final RegularExpression ANYTHING = (_) -> true;

	@Override
	public RegularExpression getRegularExpression(String regex) {
		if (regex.length() > MAX_PATTERN_LENGTH) {
			return ANYTHING;
		}
		try {
			return matching(Pattern.compile(translate(regex)));
		}
		catch (PatternSyntaxException _) {
			return ANYTHING;
		}
	}

	private static RegularExpression matching(Pattern pattern) {
		long size = pattern.programSize();
		return (text) -> !Effort.affords(size * (text.length() + 1L)) || pattern.matcher(text).find();
	}

	// ECMA-262 writes a code point as four hex digits after \\u
	private static String translate(String regex) {
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
