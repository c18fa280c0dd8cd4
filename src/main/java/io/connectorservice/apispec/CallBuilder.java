package io.connectorservice.apispec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

import io.connectorservice.apispec.Arguments.Argument;
import io.connectorservice.json.JsonSchema;
import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;
import tools.jackson.databind.JsonNode;

/**
 * Makes one call of arguments that their schemas accept, and names those that cannot be
 * sent as they are.
 */
final class CallBuilder {

	// visible ASCII, with blanks inside
	private static final Pattern HEADER_VALUE = Pattern.compile("(?:[\\x21-\\x7e](?:[\\x20-\\x7e]*[\\x21-\\x7e])?)?");

	private final String method;

	private final PathTemplate template;

	private final Map<String, String> places = new HashMap<>();

	private final List<NameValue> query = new ArrayList<>();

	private final List<NameValue> headers = new ArrayList<>();

	private final List<Fault> faults = new ArrayList<>();

	CallBuilder(String method, PathTemplate template) {
		this.method = method;
		this.template = template;
		this.query.addAll(template.query());
	}

	OperationCall build(Arguments arguments, @Nullable RequestBody body) {
		arguments.parameters().forEach(this::take);
		String path = this.template.fill((name) -> this.places.getOrDefault(name, ""));
		if (PathTemplate.leavesItsPlace(path)) {
			blamePath(arguments);
		}
		JsonNode given = arguments.body();
		BodyWriter writer = new BodyWriter();
		BodyWriter.Written written = (body != null && given != null) ? writer.write(body, given) : null;
		writer.faults().forEach((fault) -> this.faults.add(fault.under(arguments.bodyPointer())));
		if (!this.faults.isEmpty()) {
			throw ProblemException.invalid(this.faults.stream().map((fault) -> fault.under("/payload")).toList());
		}
		return new OperationCall(this.method, path, this.query, this.headers,
				(written != null) ? written.mediaType() : null, (written != null) ? written.bytes() : null, List.of());
	}

	private void take(Argument argument) {
		switch (argument.parameter().in()) {
			case PATH -> takePath(argument);
			case QUERY -> this.query.addAll(Styles.query(argument.parameter(), argument.value()));
			case HEADER -> takeHeader(argument);
		}
	}

	private void takePath(Argument argument) {
		JsonNode value = argument.value();
		String plain = value.isString() ? value.asString() : value.toString();
		if (plain.isEmpty() || (value.isContainer() && value.isEmpty()) || value.isNull()) {
			refuse(argument, "must not be empty, because it is part of the path");
		}
		else if (hasControl(value)) {
			refuse(argument, "must not have control characters, because it is part of the path");
		}
		else if (formatFault(argument).isPresent()) {
			refuse(argument, formatFault(argument).get());
		}
		else {
			this.places.put(argument.parameter().name(), Styles.path(argument.parameter(), value));
		}
	}

	// in a path a value decides which resource is called
	private static Optional<String> formatFault(Argument argument) {
		String format = argument.parameter().schema().path("format").asString("");
		return argument.value().isString() ? JsonSchema.formatFault(format, argument.value().asString())
				: Optional.empty();
	}

	private void takeHeader(Argument argument) {
		String value = Styles.header(argument.parameter(), argument.value());
		if (!HEADER_VALUE.matches(value)) {
			refuse(argument, "must be visible ASCII characters, because it is sent as a header");
			return;
		}
		this.headers.add(new NameValue(argument.parameter().name(), value));
	}

	private void blamePath(Arguments arguments) {
		arguments.parameters()
			.stream()
			.filter((argument) -> argument.parameter().in() == Parameter.Location.PATH)
			.filter((argument) -> Styles.text(argument.value()).contains("."))
			.forEach((argument) -> refuse(argument, "must not make a path segment of dots"));
	}

	private void refuse(Argument argument, String detail) {
		this.faults.add(new Fault(argument.pointer(), detail));
	}

	private static boolean hasControl(JsonNode value) {
		if (value.isContainer()) {
			return value.valueStream().anyMatch(CallBuilder::hasControl)
					|| value.propertyNames().stream().anyMatch(CallBuilder::hasControl);
		}
		return hasControl(Styles.text(value));
	}

	private static boolean hasControl(String text) {
		return text.chars().anyMatch(Character::isISOControl);
	}

}
