package io.connectorservice.json;

import java.math.BigDecimal;
import java.math.BigInteger;

import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A text, number, boolean or null of a YAML document.
 */
record YamlScalar(ScalarEvent event) {

	private static final JsonNodeFactory NODES = StrictJson.mapper().getNodeFactory();

	private static final ScalarResolver RESOLVER = new CoreSchema().getScalarResolver();

	/**
	 * Requires a text that PostgreSQL can store, as in JSON: neither NUL characters nor
	 * unpaired surrogates.
	 */
	String requireStorableText(int maxLength) {
		String text = this.event.getValue();
		boolean storable = text.indexOf(0) < 0
				&& text.codePoints().noneMatch((c) -> Character.getType(c) == Character.SURROGATE);
		if (!storable || text.length() > maxLength) {
			throw InvalidYamlException.at(this.event, "a text is too long, or contains a NUL or half a character");
		}
		return text;
	}

	/** Converts the text to the value that it stands for in YAML's core schema. */
	JsonNode toJson(String text) {
		Tag kind = this.event.isPlain() ? RESOLVER.resolve(text, true) : Tag.STR;
		if (kind.equals(Tag.NULL)) {
			return NODES.nullNode();
		}
		if (kind.equals(Tag.BOOL)) {
			return NODES.booleanNode(Boolean.parseBoolean(text));
		}
		boolean number = kind.equals(Tag.INT) || kind.equals(Tag.FLOAT);
		return number ? toNumberNode(text, kind) : NODES.stringNode(text);
	}

	private JsonNode toNumberNode(String text, Tag kind) {
		if (text.length() > StrictJson.MAX_DIGITS) {
			throw InvalidYamlException.at(this.event, "a number has more than " + StrictJson.MAX_DIGITS + " digits");
		}
		try {
			return kind.equals(Tag.INT) ? toIntegerNode(new BigInteger(stripRadixPrefix(text), detectRadix(text)))
					: toDecimalNode(text);
		}
		catch (NumberFormatException _) {
			throw InvalidYamlException.at(this.event, "a number cannot be written in JSON");
		}
	}

	private static int detectRadix(String text) {
		return text.startsWith("0x") ? 16 : text.startsWith("0o") ? 8 : 10;
	}

	private static String stripRadixPrefix(String text) {
		return (detectRadix(text) == 10) ? text : text.substring(2);
	}

	// Returns the node type that the JSON reader would create for the number.
	private static JsonNode toIntegerNode(BigInteger value) {
		if (value.bitLength() < Integer.SIZE) {
			return NODES.numberNode(value.intValue());
		}
		return (value.bitLength() < Long.SIZE) ? NODES.numberNode(value.longValue()) : NODES.numberNode(value);
	}

	private JsonNode toDecimalNode(String text) {
		BigDecimal value = new BigDecimal(text);
		if (Math.abs((long) value.scale()) > StrictJson.MAX_DIGITS) {
			throw InvalidYamlException.at(this.event, "a number's exponent is out of range");
		}
		return NODES.numberNode(value);
	}

}
