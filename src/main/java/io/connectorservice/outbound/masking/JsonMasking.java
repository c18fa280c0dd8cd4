package io.connectorservice.outbound.masking;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Masks secrets inside JSON strings, and scalars that equal a secret, so that the result
 * is still valid JSON. A number or member name that merely contains a short secret stays,
 * such as an id that begins with a four-digit password: that is coincidence.
 */
final class JsonMasking {

	/** Secrets of at least this length do not occur by coincidence. */
	private static final int LONG = 12;

	private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,100}(?:\\.[0-9]{1,100})?");

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final List<String> secrets;

	private final Masking all;

	private final Masking unmistakable;

	JsonMasking(Collection<String> secrets, Masking all) {
		this.secrets = secrets.stream().filter((secret) -> secret.length() >= Masking.SHORTEST).toList();
		this.all = all;
		this.unmistakable = Masking.forSecrets(secrets.stream().filter((secret) -> secret.length() >= LONG).toList());
	}

	/** Returns the JSON without secrets, or empty if it cannot be parsed. */
	Optional<byte[]> maskJson(byte[] json) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(json.length);
		try (JsonParser parser = JSON.createParser(json); JsonGenerator generator = JSON.createGenerator(out)) {
			for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
				copyMasked(token, parser, generator);
			}
		}
		catch (JacksonException _) {
			return Optional.empty();
		}
		return Optional.of(out.toByteArray());
	}

	private void copyMasked(JsonToken token, JsonParser parser, JsonGenerator generator) {
		switch (token) {
			case PROPERTY_NAME -> generator.writeName(this.unmistakable.mask(parser.currentName()));
			case VALUE_STRING -> generator.writeString(this.all.mask(parser.getString()));
			case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE, VALUE_NULL ->
				copyScalar(token, parser.getString(), generator);
			default -> generator.copyCurrentEvent(parser);
		}
	}

	private void copyScalar(JsonToken token, String text, JsonGenerator generator) {
		if (isSecret(text)) {
			generator.writeString(Masking.MASK);
			return;
		}
		switch (token) {
			case VALUE_TRUE, VALUE_FALSE -> generator.writeBoolean(token == JsonToken.VALUE_TRUE);
			case VALUE_NULL -> generator.writeNull();
			// The number's original text is written, so that no digit is lost.
			default -> generator.writeNumber(text);
		}
	}

	private boolean isSecret(String scalar) {
		return this.secrets.stream().anyMatch((secret) -> secret.equals(scalar) || isSameNumber(secret, scalar))
				|| !this.unmistakable.mask(scalar).equals(scalar);
	}

	private static boolean isSameNumber(String secret, String scalar) {
		if (!NUMBER.matcher(secret).matches()) {
			return false;
		}
		try {
			return new BigDecimal(secret).abs().compareTo(new BigDecimal(scalar).abs()) == 0;
		}
		catch (NumberFormatException _) {
			return false;
		}
	}

}
