package io.connectorservice.apispec.binding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

import io.connectorservice.apispec.binding.Arguments.Argument;
import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;
import tools.jackson.databind.JsonNode;

/**
 * Builds one call from arguments that are valid for their schemas, and reports those that
 * cannot be sent as they are.
 */
final class CallBuilder {

	// Visible ASCII with blanks inside.
	private static final Pattern HEADER_VALUE = Pattern.compile("(?:[\\x21-\\x7e](?:[\\x20-\\x7e]*[\\x21-\\x7e])?)?");

	private final String method;

	private final PathTemplate template;

	private final Map<String, String> pathValues = new HashMap<>();

	private final List<NameValue> query = new ArrayList<>();

	private final List<NameValue> headers = new ArrayList<>();

	private final List<Fault> faults = new ArrayList<>();

	CallBuilder(String method, PathTemplate template) {
		this.method = method;
		this.template = template;
		this.query.addAll(template.query());
	}

	OperationCall buildCall(Arguments arguments, @Nullable RequestBody body) {
		arguments.parameters().forEach(this::addArgument);
		String path = this.template.fillVariables((name) -> this.pathValues.getOrDefault(name, ""));
		if (PathTemplate.hasDotSegment(path)) {
			recordPathFaults(arguments);
		}
		JsonNode given = arguments.body();
		BodyWriter writer = new BodyWriter();
		BodyWriter.EncodedBody encodedBody = (body != null && given != null) ? writer.writeBody(body, given) : null;
		writer.faults().forEach((fault) -> this.faults.add(fault.withPrefix(arguments.bodyPointer())));
		if (!this.faults.isEmpty()) {
			throw ProblemException.invalid(this.faults.stream().map((fault) -> fault.withPrefix("/payload")).toList());
		}
		return new OperationCall(this.method, path, this.query, this.headers,
				(encodedBody != null) ? encodedBody.mediaType() : null,
				(encodedBody != null) ? encodedBody.bytes() : null, List.of());
	}

	private void addArgument(Argument argument) {
		switch (argument.parameter().in()) {
			case PATH -> addPathValue(argument);
			case QUERY -> this.query.addAll(argument.toStyledValue().formatQuery());
			case HEADER -> addHeader(argument);
		}
	}

	private void addPathValue(Argument argument) {
		JsonNode value = argument.value();
		String plain = value.isString() ? value.asString() : value.toString();
		if (plain.isEmpty() || (value.isContainer() && value.isEmpty()) || value.isNull()) {
			recordFault(argument, "must not be empty, because it is part of the path");
		}
		else if (hasControl(value)) {
			recordFault(argument, "must not have control characters, because it is part of the path");
		}
		else if (findFormatFault(argument).isPresent()) {
			recordFault(argument, findFormatFault(argument).get());
		}
		else {
			this.pathValues.put(argument.parameter().name(), argument.toStyledValue().formatPath());
		}
	}

	// The format is enforced in paths, because
	// the value decides which resource is called.
	private static Optional<String> findFormatFault(Argument argument) {
		String format = argument.parameter().schema().path("format").asString("");
		return argument.value().isString() ? JsonSchema.formatFault(format, argument.value().asString())
				: Optional.empty();
	}

	private void addHeader(Argument argument) {
		String value = argument.toStyledValue().formatHeader();
		if (!HEADER_VALUE.matches(value)) {
			recordFault(argument, "must be visible ASCII characters, because it is sent as a header");
			return;
		}
		this.headers.add(new NameValue(argument.parameter().name(), value));
	}

	private void recordPathFaults(Arguments arguments) {
		arguments.parameters()
			.stream()
			.filter((argument) -> argument.parameter().in() == Parameter.Location.PATH)
			.filter((argument) -> StyledValue.formatText(argument.value()).contains("."))
			.forEach((argument) -> recordFault(argument, "must not result in a path segment of dots"));
	}

	private void recordFault(Argument argument, String detail) {
		this.faults.add(new Fault(argument.pointer(), detail));
	}

	private static boolean hasControl(JsonNode value) {
		if (value.isContainer()) {
			return value.valueStream().anyMatch(CallBuilder::hasControl)
					|| value.propertyNames().stream().anyMatch(CallBuilder::hasControl);
		}
		return hasControl(StyledValue.formatText(value));
	}

	private static boolean hasControl(String text) {
		return text.chars().anyMatch(Character::isISOControl);
	}

}
