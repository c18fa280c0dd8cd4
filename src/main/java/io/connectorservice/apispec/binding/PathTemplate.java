package io.connectorservice.apispec.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/**
 * A path with variables, and the query that some descriptions append to it.
 */
public record PathTemplate(String path, List<NameValue> query) {

	private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]+)\\}");

	private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f]");

	public static PathTemplate of(String text) {
		String withoutFragment = withoutFragment(text);
		String path = substringBefore(withoutFragment, '?');
		String query = withoutFragment.substring(Math.min(withoutFragment.length(), path.length() + 1));
		return new PathTemplate(path, NameValue.parseQuery(query));
	}

	/**
	 * Returns the reason why no call can be made of this template, whatever the values.
	 */
	public Optional<String> findFlaw() {
		if (!this.path.startsWith("/") || this.path.startsWith("//")) {
			return Optional.of("must begin with one slash");
		}
		if (this.path.contains("\\") || CONTROL.matcher(this.path).find()) {
			return Optional.of("contains characters that are not allowed in a path");
		}
		return hasDotSegment(VARIABLE.matcher(this.path).replaceAll("x")) ? Optional.of("must not have dot segments")
				: Optional.empty();
	}

	public List<String> listVariables() {
		List<String> names = new ArrayList<>();
		Matcher matcher = VARIABLE.matcher(this.path);
		while (matcher.find()) {
			names.add(matcher.group(1));
		}
		return names;
	}

	/** Returns the path with every variable replaced by its encoded value. */
	String fillVariables(UnaryOperator<String> encoded) {
		StringBuilder filled = new StringBuilder();
		Matcher matcher = VARIABLE.matcher(this.path);
		int from = 0;
		while (matcher.find()) {
			filled.append(UriTemplateEncoding.encodeLiteral(this.path.substring(from, matcher.start())));
			filled.append(encoded.apply(matcher.group(1)));
			from = matcher.end();
		}
		return filled.append(UriTemplateEncoding.encodeLiteral(this.path.substring(from))).toString();
	}

	/** Whether a server could read one of the segments as "." or "..". */
	static boolean hasDotSegment(String path) {
		for (String segment : path.split("/", -1)) {
			String plain = segment.replace("%2e", ".").replace("%2E", ".");
			if (plain.equals(".") || plain.equals("..")) {
				return true;
			}
		}
		return false;
	}

	// A fragment is only a remark after the path, unless
	// it contains a slash: then the path continues.
	public static String withoutFragment(String text) {
		int at = text.indexOf('#');
		return (at < 0 || text.indexOf('/', at) >= 0) ? text : text.substring(0, at);
	}

	private static String substringBefore(String text, char end) {
		int at = text.indexOf(end);
		return (at < 0) ? text : text.substring(0, at);
	}

}
