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
 * Reads JSON as RFC 8259 has it and PostgreSQL can keep it, and refuses all else with the
 * place and the reason.
 */
public final class StrictJson {

	/** Nesting that is still read. */
	public static final int MAX_DEPTH = 200;

	/** Characters that a property name may have. */
	public static final int MAX_NAME_LENGTH = 50_000;

	/** Digits that a number may have when it is written out without an exponent. */
	public static final int MAX_DIGITS = 1_000;

	private static final int MAX_STRING_LENGTH = 32 * 1024 * 1024;

	private static final JsonMapper MAPPER = JsonMapper.builder(createFactory())
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
				DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
		.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

	// what follows the value is looked at here, to say so plainly
	private static final ObjectReader TREES = MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

	private StrictJson() {
	}

	/**
	 * Reads one JSON value.
	 * @throws ProblemException MALFORMED_JSON, with {@code line} and {@code column};
	 * PAYLOAD_TOO_LARGE or TOO_MANY_REQUESTS where memory does not hold its values
	 */
	public static JsonNode read(byte[] json) {
		return read(json, TreeMemory.PROCESS);
	}

	static JsonNode read(byte[] json, TreeMemory memory) {
		EncodingCheck.requireUtf8(json);
		TreeWeight weight = new TreeWeight(memory);
		try (JsonParser parser = new GuardedParser(MAPPER.createParser(json), weight)) {
			JsonNode value = readValue(parser);
			RequestMemory.holdUntilRequestEnds(RequestMemory.Kind.REQUEST_TREE, weight::release);
			return value;
		}
		catch (TreeTooLargeException large) {
			throw treeTooLargeProblem(large);
		}
		catch (RuntimeException refused) {
			weight.release();
			throw refused;
		}
	}

	/** Creates the problem for JSON that needs more memory than is available. */
	static ProblemException treeTooLargeProblem(TreeTooLargeException large) {
		return large.isBusy()
				? ProblemException.of(ProblemCode.TOO_MANY_REQUESTS, String.valueOf(large.getMessage()))
					.withDefaultRetryAfter()
				: ProblemException.of(ProblemCode.PAYLOAD_TOO_LARGE, String.valueOf(large.getMessage()));
	}

	/**
	 * Reads one JSON value to the end of the stream, which the caller has capped.
	 * @throws ProblemException MALFORMED_JSON, with {@code line} and {@code column}
	 */
	public static JsonNode read(InputStream json) throws IOException {
		return read(json.readAllBytes());
	}

	/**
	 * The strict mapper, for binding a tree to records and for writing; bytes from
	 * outside go through {@link #read} first.
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
			TokenStreamLocation place = failure.getLocation();
			throw malformedJsonProblem((place != null) ? place : parser.currentTokenLocation(),
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

	private static ProblemException malformedJsonProblem(TokenStreamLocation place, String reason) {
		return malformedJsonProblem(Math.max(1, place.getLineNr()), Math.max(1, place.getColumnNr()), reason);
	}

	private static String describeFailure(JacksonException failure) {
		return switch (failure) {
			case UnexpectedEndOfInputException _ -> "the text ends before the value does";
			case StreamConstraintsException _ -> "a number or string is longer than is taken";
			case StreamReadException _ when failure.getOriginalMessage().startsWith("Duplicate") ->
				"an object has the same name twice";
			default -> "this is not JSON";
		};
	}

	private static JsonFactory createFactory() {
		// depth, names and duplicates are the parser guard's, which can say so plainly
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
