package io.connectorservice.security;

import java.util.function.Predicate;

/**
 * Accepts text of printable ASCII characters and spaces at once, and applies a slower
 * rule to any other text.
 */
final class PrintableAsciiOr implements Predicate<String> {

	private final Predicate<String> rule;

	PrintableAsciiOr(Predicate<String> rule) {
		this.rule = rule;
	}

	@Override
	public boolean test(String text) {
		return isPrintableAscii(text) || this.rule.test(text);
	}

	private static boolean isPrintableAscii(String text) {
		for (int at = 0; at < text.length(); at++) {
			char c = text.charAt(at);
			if (c < ' ' || c > '~') {
				return false;
			}
		}
		return true;
	}

}
