package io.connectorservice.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.connectorservice.catalog.entry.ApiKeyPlace;
import io.connectorservice.problem.Fault;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Finds in a service's file what its schema cannot say: names that nothing declares, and
 * declarations that nothing uses.
 */
final class CatalogEntryValidator {

	private static final Pattern PLACE = Pattern.compile("\\{([^{}\\s\"]+)}");

	private final JsonNode entry;

	private final List<Fault> faults = new ArrayList<>();

	private CatalogEntryValidator(JsonNode entry) {
		this.entry = entry;
	}

	static List<Fault> validate(JsonNode entry) {
		CatalogEntryValidator found = new CatalogEntryValidator(entry);
		found.checkVariables();
		found.checkAuthMethods();
		entry.path("actions").properties().forEach(found::checkAction);
		return found.faults;
	}

	private void checkVariables() {
		Set<String> declared = Set.copyOf(this.entry.path("variables").propertyNames());
		Set<String> used = collectUsedVariables();
		used.stream()
			.filter((name) -> !declared.contains(name))
			.forEach((name) -> addFault("is used and not declared", "variables", name));
		declared.stream()
			.filter((name) -> !used.contains(name))
			.forEach((name) -> addFault("is declared and not used", "variables", name));
		this.entry.path("variables").properties().forEach(this::checkPattern);
	}

	private Set<String> collectUsedVariables() {
		Set<String> used = new HashSet<>(extractPlaceholders(this.entry.path("base_url").asString()));
		Stream.of("headers", "query")
			.forEach((field) -> used.addAll(extractPlaceholders(this.entry.path(field).toString())));
		for (JsonNode way : this.entry.path("auth")) {
			used.addAll(extractPlaceholders(way.path("base_url").asString("")));
			used.addAll(extractPlaceholders(way.path("config").toString()));
		}
		used.remove(ApiKeyPlace.NAME);
		return used;
	}

	private static Set<String> extractPlaceholders(String template) {
		return PLACE.matcher(template).results().map((MatchResult place) -> place.group(1)).collect(Collectors.toSet());
	}

	private void checkPattern(Map.Entry<String, JsonNode> variable) {
		try {
			Pattern pattern = Pattern.compile(variable.getValue().path("pattern").asString(".*"));
			Stream.of("example", "default")
				.filter((field) -> variable.getValue().has(field))
				.filter((field) -> !pattern.matcher(variable.getValue().path(field).asString()).matches())
				.forEach((field) -> addFault("does not match the pattern", "variables", variable.getKey(), field));
		}
		catch (PatternSyntaxException _) {
			addFault("is no regular expression", "variables", variable.getKey(), "pattern");
		}
	}

	private void checkAuthMethods() {
		Set<String> ways = new HashSet<>();
		int number = 0;
		for (JsonNode way : this.entry.path("auth")) {
			String index = String.valueOf(number++);
			JsonNode config = way.path("config");
			if (!ways.add(way.path("auth_type").asString() + config.path("strategy") + config.path("grant_type"))) {
				addFault("is a second way of the same auth_type, strategy and grant_type", "auth", index);
			}
			checkConnectionData(way, index);
			way.path("default_scopes")
				.valueStream()
				.filter((scope) -> !way.path("scopes").has(scope.asString()))
				.forEach((scope) -> addFault("holds " + scope.asString() + ", which is not among scopes", "auth", index,
						"default_scopes"));
		}
	}

	// what comes with a connection is not there before: only calls can use it
	private void checkConnectionData(JsonNode way, String index) {
		Set<String> early = new HashSet<>(extractPlaceholders(way.path("config").toString()));
		Stream.of("headers", "query")
			.forEach((field) -> early.addAll(extractPlaceholders(this.entry.path(field).toString())));
		way.path("connection_data").properties().forEach((value) -> {
			if (early.contains(value.getKey())) {
				addFault("is used where a connection has yet to be made", "auth", index, "connection_data",
						value.getKey());
			}
			try {
				Pattern.compile(value.getValue().path("pattern").asString());
			}
			catch (PatternSyntaxException _) {
				addFault("is no regular expression", "auth", index, "connection_data", value.getKey(), "pattern");
			}
		});
	}

	private void checkAction(Map.Entry<String, JsonNode> action) {
		JsonNode described = action.getValue();
		Set<String> places = extractPlaceholders(described.path("call").asString());
		described.path("path")
			.propertyNames()
			.stream()
			.filter((name) -> !places.contains(name))
			.forEach((name) -> addFault("is no place of the call's path", "actions", action.getKey(), "path", name));
		Set<String> names = Stream.of("query", "header", "body")
			.flatMap((in) -> described.path(in).propertyNames().stream())
			.collect(Collectors.toSet());
		described.path("required")
			.valueStream()
			.filter((name) -> !names.contains(name.asString()))
			.forEach((name) -> addFault("holds " + name.asString() + ", which is not declared", "actions",
					action.getKey(), "required"));
	}

	private void addFault(String detail, String... path) {
		JsonPointer pointer = JsonPointer.empty();
		for (String part : path) {
			pointer = pointer.appendProperty(part);
		}
		this.faults.add(new Fault(pointer.toString(), detail));
	}

}
