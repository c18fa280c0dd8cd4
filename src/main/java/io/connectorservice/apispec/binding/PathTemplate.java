package io.connectorservice.apispec.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/**
 * A path with named places to fill, and the query that some descriptions put behind it.
 */
public record PathTemplate(String path, List<NameValue> query) {

	private static final Pattern PLACE = Pattern.compile("\\{([^{}]+)\\}");

	private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f]");

	public static PathTemplate of(String text) {
		String withoutFragment = withoutFragment(text);
		String path = substringBefore(withoutFragment, '?');
		String query = withoutFragment.substring(Math.min(withoutFragment.length(), path.length() + 1));
		return new PathTemplate(path, QueryPairs.parseQuery(query));
	}

	/** Why no call can be made of this template, whatever is filled in. */
	public Optional<String> findFlaw() {
		if (!this.path.startsWith("/") || this.path.startsWith("//")) {
			return Optional.of("must begin with one slash");
		}
		if (this.path.contains("\\") || CONTROL.matcher(this.path).find()) {
			return Optional.of("has characters that do not belong in a path");
		}
		return hasDotSegment(PLACE.matcher(this.path).replaceAll("x")) ? Optional.of("must not have dot segments")
				: Optional.empty();
	}

	public List<String> listVariables() {
		List<String> names = new ArrayList<>();
		Matcher matcher = PLACE.matcher(this.path);
		while (matcher.find()) {
			names.add(matcher.group(1));
		}
		return names;
	}

	/** The path with every place filled by what is already encoded. */
	String fillVariables(UnaryOperator<String> encoded) {
		StringBuilder filled = new StringBuilder();
		Matcher matcher = PLACE.matcher(this.path);
		int from = 0;
		while (matcher.find()) {
			filled.append(UriTemplateEncoding.encodeLiteral(this.path.substring(from, matcher.start())));
			filled.append(encoded.apply(matcher.group(1)));
			from = matcher.end();
		}
		return filled.append(UriTemplateEncoding.encodeLiteral(this.path.substring(from))).toString();
	}

	/** Whether one of the path's segments would be taken for "here" or "one up". */
	static boolean hasDotSegment(String path) {
		for (String segment : path.split("/", -1)) {
			String plain = segment.replace("%2e", ".").replace("%2E", ".");
			if (plain.equals(".") || plain.equals("..")) {
				return true;
			}
		}
		return false;
	}

	// a fragment is a remark behind the path; what goes on as a path is part of it
	public static String withoutFragment(String text) {
		int at = text.indexOf('#');
		return (at < 0 || text.indexOf('/', at) >= 0) ? text : text.substring(0, at);
	}

	private static String substringBefore(String text, char end) {
		int at = text.indexOf(end);
		return (at < 0) ? text : text.substring(0, at);
	}

}
