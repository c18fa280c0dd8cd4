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
 * Reads JSON of services, leniently, but nothing that could not be written again.
 */
public final class WritableJson {

	// our writer takes 500 levels, some of which are around what was read
	private static final int MAX_DEPTH = 450;

	// what is larger than that is never written out, as an integer or without exponent
	private static final int MAX_EXPONENT = 10_000;

	// numbers come through exactly as the service wrote them
	private static final JsonMapper MAPPER = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
			.build())
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private WritableJson() {
	}

	/**
	 * Reads one JSON value; empty where it is none, or one that could not be written.
	 * @throws TreeTooLargeException where memory does not hold its values
	 */
	public static Optional<JsonNode> read(byte[] json) {
		return read(MAPPER.createParser(json), TreeMemory.PROCESS);
	}

	/** The same of text. */
	public static Optional<JsonNode> read(String json) {
		return read(MAPPER.createParser(json), TreeMemory.PROCESS);
	}

	static Optional<JsonNode> read(byte[] json, TreeMemory memory) {
		return read(MAPPER.createParser(json), memory);
	}

	private static Optional<JsonNode> read(JsonParser source, TreeMemory memory) {
		TreeWeight weight = new TreeWeight(memory);
		try (JsonParser parser = new Checked(source, weight)) {
			JsonNode value = MAPPER.readTree(parser);
			boolean whole = value != null && !value.isMissingNode() && parser.nextToken() == null;
			if (whole) {
				RequestMemory.holdUntilRequestEnds(RequestMemory.Kind.RESPONSE_TREE, weight::release);
				return Optional.of(value);
			}
		}
		catch (JacksonException | ArithmeticException | NumberFormatException _) {
			// no JSON, or more than can be written
		}
		weight.release();
		return Optional.empty();
	}

	/**
	 * Refuses numbers that take far more room written out than they took as they came.
	 */
	private static final class Checked extends WeighedParser {

		Checked(JsonParser parser, TreeWeight weight) {
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
