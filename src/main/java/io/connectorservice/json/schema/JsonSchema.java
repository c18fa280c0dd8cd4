package io.connectorservice.json.schema;

import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.dialect.BasicDialectRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.PathType;

import io.connectorservice.json.StrictJson;
import io.connectorservice.problem.Fault;
import tools.jackson.databind.JsonNode;

/**
 * A compiled JSON Schema (draft 2020-12). Validation reports every fault of a value,
 * fetches no remote schema, and limits the effort of one check.
 */
public final class JsonSchema {

	/** Maximum number of faults that one check returns. */
	public static final int MAX_FAULTS = 100;

	private static final long MAX_STEPS = 1_000_000;

	private static final int MAX_EVALUATION_DEPTH = 600;

	private static final Dialect DIALECT = Dialect.builder(Dialects.getDraft202012())
		.formats((formats) -> formats.clear())
		.formats(List.of(AssertedFormat.values()))
		.unknownKeywordFactory((name, _) -> new NonValidationKeyword(name))
		.build();

	private static final Dialect WITHOUT_FORMATS = Dialect.builder(DIALECT)
		.formats((formats) -> formats.clear())
		.build();

	private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
		.formatAssertionsEnabled(true)
		.pathType(PathType.JSON_POINTER)
		.regularExpressionFactory(new Re2PatternFactory())
		.build();

	private static final ExecutionConfig EXECUTION = ExecutionConfig.builder()
		.formatAssertionsEnabled(true)
		.maxEvaluationSteps(MAX_STEPS)
		.maxEvaluationDepth(MAX_EVALUATION_DEPTH)
		.build();

	private static final Fault TOO_COSTLY = new Fault("", "is too large or too deeply nested to be checked");

	private static final Fault TOO_MANY_WAYS = new Fault("", "violates its schema in too many ways to list them");

	private final Schema schema;

	private JsonSchema(Schema schema) {
		this.schema = schema;
	}

	/**
	 * Compiles a schema; references are resolved inside it only.
	 * @throws IllegalArgumentException if it is no schema, or of another dialect
	 */
	public static JsonSchema of(JsonNode schema) {
		return compileSchema(schema, DIALECT);
	}

	/**
	 * Compiles a schema of a service's API and treats formats as annotations, because
	 * each service decides for itself what it accepts as a date.
	 */
	public static JsonSchema withoutFormats(JsonNode schema) {
		return compileSchema(schema, WITHOUT_FORMATS);
	}

	/**
	 * Returns why the text does not have the format; empty if it does, or if the format
	 * is not validated here.
	 */
	public static Optional<String> formatFault(String format, String text) {
		return AssertedFormat.findFault(format, text);
	}

	/** Whether the schema uses a format that is validated here. */
	public static boolean namesFormats(JsonNode schema) {
		return schema.findValues("format")
			.stream()
			.anyMatch((format) -> AssertedFormat.findDescription(format.asString("")).isPresent());
	}

	/** Whether a schema's pattern is checked, rather than assumed to match. */
	public static boolean isCheckable(String pattern) {
		return Re2PatternFactory.isSupported(pattern);
	}

	private static JsonSchema compileSchema(JsonNode schema, Dialect dialect) {
		try {
			return new JsonSchema(createRegistry(dialect).getSchema(schema));
		}
		catch (SchemaException failure) {
			throw new IllegalArgumentException("This is not a JSON Schema of draft 2020-12", failure);
		}
	}

	/** Compiles one of this service's own schemas. */
	public static JsonSchema fromClasspath(String classpathLocation) {
		try (InputStream in = JsonSchema.class.getClassLoader().getResourceAsStream(classpathLocation)) {
			if (in == null) {
				throw new IllegalArgumentException("No schema at " + classpathLocation);
			}
			return of(StrictJson.read(in));
		}
		catch (IOException failure) {
			throw new IllegalArgumentException("Cannot read the schema at " + classpathLocation, failure);
		}
	}

	/**
	 * Returns the faults of the value in the order of their pointers, at most
	 * {@value #MAX_FAULTS} of them; empty if the value is valid.
	 */
	public List<Fault> findFaults(JsonNode instance) {
		MatchBudget matchBudget = new MatchBudget();
		try {
			List<Error> errors = matchBudget.callWithBudget(() -> evaluate(instance));
			return matchBudget.isOverspent() ? List.of(TOO_COSTLY) : explainErrors(errors, matchBudget);
		}
		catch (ValidationLimitExceededException _) {
			return List.of(TOO_COSTLY);
		}
		catch (SchemaException _) {
			return List.of(new Fault("", "cannot be checked, because its schema contains an unresolvable reference"));
		}
	}

	// Describing the errors uses the same budget, because
	// it can cost more than the validation itself.
	private static List<Fault> explainErrors(List<Error> errors, MatchBudget matchBudget) {
		try {
			return sortFaults(matchBudget.callWithBudget(() -> FaultCollector.collectFaults(errors)));
		}
		catch (MatchBudget.OverspentException _) {
			return List.of(TOO_MANY_WAYS);
		}
	}

	private static List<Fault> sortFaults(List<Fault> faults) {
		Comparator<Fault> order = Comparator.comparing(Fault::pointer).thenComparing(Fault::detail);
		return faults.stream().distinct().sorted(order).limit(MAX_FAULTS).toList();
	}

	private List<Error> evaluate(JsonNode instance) {
		return this.schema.validate(new BoundedErrors(), instance, OutputFormat.DEFAULT,
				(context, _) -> context.setExecutionConfig(EXECUTION));
	}

	// Each schema has a registry of its own, so that
	// no schema can refer to another one's $id.
	private static SchemaRegistry createRegistry(Dialect dialect) {
		return SchemaRegistry.builder()
			.defaultDialectId(dialect.getId())
			.dialectRegistry(new BasicDialectRegistry(dialect))
			.schemaRegistryConfig(CONFIG)
			.schemaLoader((loader) -> loader.block((_) -> true).fetchRemoteResources(false))
			.build();
	}

}
