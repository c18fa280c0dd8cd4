package io.connectorservice.json;

import java.io.IOException;
import java.io.InputStream;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON by the rules of RFC 8259 and of what PostgreSQL can store, and rejects
 * everything else with the location and the reason.
 */
public final class StrictJson {

	/** Maximum nesting depth. */
	public static final int MAX_DEPTH = 200;

	/** Maximum length of a property name in characters. */
	public static final int MAX_NAME_LENGTH = 50_000;

	/** Maximum number of digits of a number when it is written without an exponent. */
	public static final int MAX_DIGITS = 1_000;

	private static final int MAX_STRING_LENGTH = 32 * 1024 * 1024;

	private static final JsonMapper MAPPER = JsonMapper.builder(createFactory())
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
				DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
		.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

	// Trailing tokens are checked in this class, for a clearer error message.
	private static final ObjectReader TREES = MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

	private StrictJson() {
	}

	/**
	 * Reads one JSON value.
	 * @throws ProblemException MALFORMED_JSON, with {@code line} and {@code column};
	 * PAYLOAD_TOO_LARGE or TOO_MANY_REQUESTS if there is not enough memory for the values
	 */
	public static JsonNode read(byte[] json) {
		return read(json, TreeMemory.PROCESS);
	}

	static JsonNode read(byte[] json, TreeMemory memory) {
		new EncodingCheck(json).requireUtf8();
		TreeWeight weight = new TreeWeight(memory);
		try (JsonParser parser = new GuardedParser(MAPPER.createParser(json), weight)) {
			JsonNode value = readValue(parser);
			RequestMemory.holdUntilRequestEnds(RequestMemory.Kind.REQUEST_TREE, weight::release);
			return value;
		}
		catch (TreeTooLargeException large) {
			throw treeTooLargeProblem(large);
		}
		catch (RuntimeException failure) {
			weight.release();
			throw failure;
		}
	}

	/** Creates the problem response for JSON that needs more memory than is available. */
	static ProblemException treeTooLargeProblem(TreeTooLargeException large) {
		return large.isBusy()
				? ProblemException.of(ProblemCode.TOO_MANY_REQUESTS, String.valueOf(large.getMessage()))
					.withDefaultRetryAfter()
				: ProblemException.of(ProblemCode.PAYLOAD_TOO_LARGE, String.valueOf(large.getMessage()));
	}

	/**
	 * Reads one JSON value to the end of the stream; the caller must limit its length.
	 * @throws ProblemException MALFORMED_JSON, with {@code line} and {@code column}
	 */
	public static JsonNode read(InputStream json) throws IOException {
		return read(json.readAllBytes());
	}

	/**
	 * The strict mapper, for binding a tree to records and for writing. Bytes from
	 * outside must be read with {@link #read} first.
	 */
	public static JsonMapper mapper() {
		return MAPPER;
	}

	private static JsonNode readValue(JsonParser parser) {
		try {
			JsonNode value = TREES.readTree(parser);
			if (value == null) {
				throw malformedJsonProblem(parser.currentLocation(), "there is no value");
			}
			refuseTrailing(parser);
			return value;
		}
		catch (JacksonException failure) {
			TokenStreamLocation location = failure.getLocation();
			throw malformedJsonProblem((location != null) ? location : parser.currentTokenLocation(),
					describeFailure(failure));
		}
	}

	private static void refuseTrailing(JsonParser parser) {
		if (parser.nextToken() != null) {
			throw malformedJsonProblem(parser.currentTokenLocation(), "there is more text after the value");
		}
	}

	static ProblemException malformedJsonProblem(long line, long column, String reason) {
		String detail = "Line " + line + ", column " + column + ": " + reason + ".";
		return ProblemException.of(ProblemCode.MALFORMED_JSON, detail)
			.withExtension("line", line)
			.withExtension("column", column);
	}

	private static ProblemException malformedJsonProblem(TokenStreamLocation location, String reason) {
		return malformedJsonProblem(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()), reason);
	}

	private static String describeFailure(JacksonException failure) {
		return switch (failure) {
			case UnexpectedEndOfInputException _ -> "the text ends before the value does";
			case StreamConstraintsException _ -> "a number or string is longer than allowed";
			case StreamReadException _ when failure.getOriginalMessage().startsWith("Duplicate") ->
				"an object has the same name twice";
			default -> "this is not JSON";
		};
	}

	private static JsonFactory createFactory() {
		// These limits are looser than those of GuardedParser, which checks depth and
		// names with clearer error messages.
		StreamReadConstraints constraints = StreamReadConstraints.builder()
			.maxNestingDepth(MAX_DEPTH + 1)
			.maxNameLength(MAX_NAME_LENGTH * 2)
			.maxNumberLength(MAX_DIGITS + 20)
			.maxStringLength(MAX_STRING_LENGTH)
			.build();
		return JsonFactory.builder()
			.streamReadConstraints(constraints)
			.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.build();
	}

}
