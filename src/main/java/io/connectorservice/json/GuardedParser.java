package io.connectorservice.json;

import java.math.BigDecimal;

import io.connectorservice.problem.ProblemException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;

/**
 * Checks every token against limits that the parser itself does not enforce, before a
 * tree node is created for it.
 */
final class GuardedParser extends WeighedParser {

	private int depth;

	GuardedParser(JsonParser parser, TreeWeight weight) {
		super(parser, weight);
	}

	@Override
	void checkToken(JsonToken token) {
		switch (token) {
			case START_OBJECT, START_ARRAY -> checkDepth();
			case END_OBJECT, END_ARRAY -> this.depth--;
			case PROPERTY_NAME -> checkName(this.delegate.currentName());
			case VALUE_STRING -> checkText(this.delegate.getString());
			case VALUE_NUMBER_INT -> checkDigits(this.delegate.getStringLength());
			case VALUE_NUMBER_FLOAT -> checkDecimal();
			default -> {
			}
		}
	}

	private void checkDepth() {
		this.depth++;
		refuseIf(this.depth > StrictJson.MAX_DEPTH, "the nesting is deeper than " + StrictJson.MAX_DEPTH + " levels");
	}

	private void checkName(String name) {
		refuseIf(name.length() > StrictJson.MAX_NAME_LENGTH,
				"a name is longer than " + StrictJson.MAX_NAME_LENGTH + " characters");
		checkText(name);
	}

	// PostgreSQL's jsonb can store neither NUL characters nor unpaired surrogates.
	private void checkText(String text) {
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			refuseIf(character == 0, "a NUL character cannot be stored");
			if (Character.isSurrogate(character)) {
				refuseIf(!isPair(text, i), "half of a surrogate pair is not a character");
				i++;
			}
		}
	}

	private static boolean isPair(String text, int index) {
		return index + 1 < text.length() && Character.isSurrogatePair(text.charAt(index), text.charAt(index + 1));
	}

	private void checkDecimal() {
		checkDigits(this.delegate.getStringLength());
		BigDecimal value = readDecimal();
		checkDigits(Math.max(0L, (long) value.precision() - value.scale()) + Math.max(0, value.scale()));
	}

	private BigDecimal readDecimal() {
		try {
			return this.delegate.getDecimalValue();
		}
		catch (NumberFormatException _) {
			throw malformedJsonProblem("a number's exponent is out of range");
		}
	}

	private void checkDigits(long digits) {
		refuseIf(digits > StrictJson.MAX_DIGITS, "a number has more than " + StrictJson.MAX_DIGITS + " digits");
	}

	private void refuseIf(boolean condition, String reason) {
		if (condition) {
			throw malformedJsonProblem(reason);
		}
	}

	private ProblemException malformedJsonProblem(String reason) {
		TokenStreamLocation location = this.delegate.currentTokenLocation();
		return StrictJson.malformedJsonProblem(location.getLineNr(), location.getColumnNr(), reason);
	}

}
