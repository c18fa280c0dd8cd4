package io.connectorservice.json;

import java.util.Optional;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads external services' JSON leniently, but rejects what could not be written again.
 */
public final class WritableJson {

	// Jackson's writer allows 500 levels, some of which surround the value that was read.
	private static final int MAX_DEPTH = 450;

	// Larger exponents are rejected, because such a number may be written as an integer
	// or without an exponent.
	private static final int MAX_EXPONENT = 10_000;

	// BigDecimal keeps numbers exactly as the service wrote them.
	private static final JsonMapper MAPPER = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
			.build())
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private WritableJson() {
	}

	/**
	 * Reads one JSON value; returns empty if it is invalid or could not be written again.
	 * @throws TreeTooLargeException if there is not enough memory for the values
	 */
	public static Optional<JsonNode> read(byte[] json) {
		return read(MAPPER.createParser(json), TreeMemory.PROCESS);
	}

	/** Like {@link #read(byte[])}, for text. */
	public static Optional<JsonNode> read(String json) {
		return read(MAPPER.createParser(json), TreeMemory.PROCESS);
	}

	static Optional<JsonNode> read(byte[] json, TreeMemory memory) {
		return read(MAPPER.createParser(json), memory);
	}

	private static Optional<JsonNode> read(JsonParser source, TreeMemory memory) {
		TreeWeight weight = new TreeWeight(memory);
		try (JsonParser parser = new CheckedJson(source, weight)) {
			JsonNode value = MAPPER.readTree(parser);
			boolean complete = value != null && !value.isMissingNode() && parser.nextToken() == null;
			if (complete) {
				RequestMemory.holdUntilRequestEnds(RequestMemory.Kind.RESPONSE_TREE, weight::release);
				return Optional.of(value);
			}
		}
		catch (JacksonException | ArithmeticException | NumberFormatException _) {
			// The text is not JSON, or its values could not be written again.
		}
		weight.release();
		return Optional.empty();
	}

	/**
	 * Rejects numbers that are far longer when written out than they were in the source.
	 */
	private static final class CheckedJson extends WeighedParser {

		CheckedJson(JsonParser parser, TreeWeight weight) {
			super(parser, weight);
		}

		@Override
		void checkToken(JsonToken token) {
			if (token == JsonToken.VALUE_NUMBER_FLOAT
					&& Math.abs((long) this.delegate.getDecimalValue().scale()) > MAX_EXPONENT) {
				throw new NumberFormatException("exponent");
			}
		}

	}

}
