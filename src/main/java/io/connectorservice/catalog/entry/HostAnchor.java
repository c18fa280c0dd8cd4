package io.connectorservice.catalog.entry;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether the values that tenants give can lead a URL of a catalog entry to a
 * host that the entry does not name. A variable in the host is anchored by a list of
 * choices, by the part of the URL behind it, or by the end of its pattern; the end is
 * compared with the filled URL, so that it does not matter what else the pattern admits.
 * Any other variable is only accepted with its default.
 *
 * @param template the URL with placeholders
 * @param variables the variables that the entry declares
 */
public record HostAnchor(String template, Map<String, Variable> variables) {

	private static final Pattern URL = Pattern.compile("https?://([^/?#@\\\\]+)(?:[/?#].*)?");

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}/?#]{1,100})}");

	// at least two labels, so that a whole top-level domain is no anchor
	private static final Pattern SUFFIX = Pattern.compile("(?:\\.[A-Za-z0-9-]+){2,}(?::[0-9]+)?");

	private static final Pattern PATTERN_END = Pattern.compile("(?:\\\\\\.[A-Za-z0-9-]+){2,}$");

	private static final Pattern PATTERN_CHOICES = Pattern
		.compile("\\((?:\\?:)?((?:[A-Za-z0-9-]+(?:\\\\\\.[A-Za-z0-9-]+)+\\|?)+)\\)$");

	/** Whether there are values with which the URL may be used. */
	public boolean isUsable() {
		return !hasPlaceholder(this.template) || (findAuthority(this.template).isPresent() && findLooseVariables()
			.allMatch((name) -> this.variables.getOrDefault(name, Variable.ANY).otherwise() != null));
	}

	/** Whether tenants choose any part of the URL freely. */
	public boolean isOpen() {
		return findNames(this.template).anyMatch((name) -> choicesOf(name) == null);
	}

	/** The variable whose value may not be used; empty if the filled URL is anchored. */
	public Optional<String> findRefusedVariable(Templates values) {
		if (!hasPlaceholder(this.template)) {
			return Optional.empty();
		}
		Optional<String> open = findOpenVariables().stream().reduce((_, last) -> last);
		return findLooseVariables().filter((name) -> !isDefault(name, values))
			.findFirst()
			.or(() -> open.filter((_) -> !endsAsAnchored(values)))
			.or(() -> findDots(values));
	}

	private static boolean hasPlaceholder(String text) {
		return PLACEHOLDER.matcher(text).find();
	}

	private static Optional<String> findAuthority(String url) {
		Matcher matcher = URL.matcher(url);
		return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
	}

	// names of variables in the host that are not limited to a list of choices, in order
	private List<String> findOpenVariables() {
		return findNames(findAuthority(this.template).orElse(this.template)).filter((name) -> choicesOf(name) == null)
			.toList();
	}

	private static Stream<String> findNames(String text) {
		return PLACEHOLDER.matcher(text).results().map((MatchResult match) -> match.group(1));
	}

	private @Nullable List<String> choicesOf(String name) {
		return this.variables.getOrDefault(name, Variable.ANY).choices();
	}

	private Stream<String> findLooseVariables() {
		boolean anchored = findAuthority(this.template).isPresent() && !findSuffixes().isEmpty();
		return findOpenVariables().stream()
			.filter((name) -> !anchored || this.variables.getOrDefault(name, Variable.ANY).pattern() == null);
	}

	// the ends of which the host must have one
	private Set<String> findSuffixes() {
		List<String> open = findOpenVariables();
		if (open.isEmpty()) {
			return Set.of();
		}
		String authority = findAuthority(this.template).orElseThrow();
		String placeholder = "{" + open.getLast() + "}";
		String behind = authority.substring(authority.lastIndexOf(placeholder) + placeholder.length());
		return (behind.isEmpty() || behind.matches(":[0-9]+")) ? addToEach(findPatternEnds(open.getLast()), behind)
				: expandChoices(behind.substring(Math.max(behind.indexOf('.'), 0)));
	}

	private static Set<String> addToEach(Set<String> ends, String port) {
		Set<String> all = new LinkedHashSet<>();
		ends.forEach((end) -> all.add(end + port));
		return all;
	}

	private Set<String> expandChoices(String suffix) {
		Optional<String> name = findNames(suffix).findFirst();
		if (name.isEmpty()) {
			return SUFFIX.matcher(suffix).matches() ? Set.of(suffix) : Set.of();
		}
		Set<String> all = new LinkedHashSet<>();
		for (String choice : Optional.ofNullable(choicesOf(name.get())).orElse(List.of())) {
			Set<String> expanded = expandChoices(suffix.replace("{" + name.get() + "}", choice));
			if (expanded.isEmpty()) {
				return Set.of();
			}
			all.addAll(expanded);
		}
		return all;
	}

	private Set<String> findPatternEnds(String name) {
		String pattern = Optional.ofNullable(this.variables.getOrDefault(name, Variable.ANY).pattern()).orElse("");
		Matcher choices = PATTERN_CHOICES.matcher(pattern);
		Set<String> ends = new LinkedHashSet<>();
		if (choices.find()) {
			Arrays.stream(choices.group(1).split("\\|"))
				.forEach((choice) -> ends.add("." + choice.replace("\\.", ".")));
			return ends;
		}
		Matcher end = PATTERN_END.matcher(pattern);
		return end.find() ? Set.of(end.group().replace("\\.", ".")) : Set.of();
	}

	private boolean isDefault(String name, Templates values) {
		String otherwise = this.variables.getOrDefault(name, Variable.ANY).otherwise();
		return otherwise != null && otherwise.equals(fill("{" + name + "}", values));
	}

	private boolean endsAsAnchored(Templates values) {
		Set<String> suffixes = findSuffixes();
		String url = fill(this.template, values);
		String authority = findAuthority(url).orElse("");
		// without suffixes all variables are loose, and have their defaults here
		return suffixes.isEmpty() || url.isEmpty() || suffixes.stream().anyMatch(("." + authority)::endsWith);
	}

	// a path must not be left by a value such as ..
	private Optional<String> findDots(Templates values) {
		return findNames(this.template).filter((name) -> fill("{" + name + "}", values).matches("\\.+")).findFirst();
	}

	// without a value the URL cannot be called, which is reported elsewhere
	private static String fill(String text, Templates values) {
		try {
			return values.fill(text);
		}
		catch (UnfilledVariableException _) {
			return "";
		}
	}

}
