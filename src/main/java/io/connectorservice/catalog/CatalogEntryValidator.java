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
 * Finds faults in a catalog entry that its schema cannot express: names that are not
 * declared, and declarations that are not used.
 */
final class CatalogEntryValidator {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}\\s\"]+)}");

	private final JsonNode entry;

	private final List<Fault> faults = new ArrayList<>();

	private CatalogEntryValidator(JsonNode entry) {
		this.entry = entry;
	}

	static List<Fault> validate(JsonNode entry) {
		CatalogEntryValidator validator = new CatalogEntryValidator(entry);
		validator.checkVariables();
		validator.checkAuthMethods();
		entry.path("actions").properties().forEach(validator::checkAction);
		return validator.faults;
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
		for (JsonNode method : this.entry.path("auth")) {
			used.addAll(extractPlaceholders(method.path("base_url").asString("")));
			used.addAll(extractPlaceholders(method.path("config").toString()));
		}
		used.remove(ApiKeyPlace.NAME);
		return used;
	}

	private static Set<String> extractPlaceholders(String template) {
		return PLACEHOLDER.matcher(template)
			.results()
			.map((MatchResult placeholder) -> placeholder.group(1))
			.collect(Collectors.toSet());
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
			addFault("is not a regular expression", "variables", variable.getKey(), "pattern");
		}
	}

	private void checkAuthMethods() {
		Set<String> identities = new HashSet<>();
		int number = 0;
		for (JsonNode method : this.entry.path("auth")) {
			String index = String.valueOf(number++);
			JsonNode config = method.path("config");
			if (!identities
				.add(method.path("auth_type").asString() + config.path("strategy") + config.path("grant_type"))) {
				addFault("has the same auth_type, strategy and grant_type as an earlier entry", "auth", index);
			}
			checkConnectionData(method, index);
			method.path("default_scopes")
				.valueStream()
				.filter((scope) -> !method.path("scopes").has(scope.asString()))
				.forEach((scope) -> addFault("contains " + scope.asString() + ", which is not among scopes", "auth",
						index, "default_scopes"));
		}
	}

	// values of a connection do not exist before it is made, so only calls can use them
	private void checkConnectionData(JsonNode method, String index) {
		Set<String> usedEarly = new HashSet<>(extractPlaceholders(method.path("config").toString()));
		Stream.of("headers", "query")
			.forEach((field) -> usedEarly.addAll(extractPlaceholders(this.entry.path(field).toString())));
		method.path("connection_data").properties().forEach((value) -> {
			if (usedEarly.contains(value.getKey())) {
				addFault("is used before the connection exists", "auth", index, "connection_data", value.getKey());
			}
			try {
				Pattern.compile(value.getValue().path("pattern").asString());
			}
			catch (PatternSyntaxException _) {
				addFault("is not a regular expression", "auth", index, "connection_data", value.getKey(), "pattern");
			}
		});
	}

	private void checkAction(Map.Entry<String, JsonNode> action) {
		JsonNode described = action.getValue();
		Set<String> placeholders = extractPlaceholders(described.path("call").asString());
		described.path("path")
			.propertyNames()
			.stream()
			.filter((name) -> !placeholders.contains(name))
			.forEach((name) -> addFault("is not a placeholder in the call's path", "actions", action.getKey(), "path",
					name));
		Set<String> names = Stream.of("query", "header", "body")
			.flatMap((in) -> described.path(in).propertyNames().stream())
			.collect(Collectors.toSet());
		described.path("required")
			.valueStream()
			.filter((name) -> !names.contains(name.asString()))
			.forEach((name) -> addFault("contains " + name.asString() + ", which is not declared", "actions",
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
