package io.connectorservice.external;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads Link headers as RFC 8288 says in appendix B.2. What is malformed ends the link
 * that it stands in and no other.
 */
final class LinkHeader {

	private final String text;

	private int at;

	private LinkHeader(String text) {
		this.text = text;
	}

	/** The target of the first link of a relation of this very context. */
	static Optional<String> target(String header, String relation) {
		return new LinkHeader(header).links()
			.stream()
			.filter((link) -> link.relations().contains(relation))
			.map(Link::target)
			.findFirst();
	}

	private List<Link> links() {
		List<Link> links = new ArrayList<>();
		while (skipTo('<')) {
			int end = this.text.indexOf('>', this.at);
			if (end < 0) {
				return links;
			}
			String target = this.text.substring(this.at + 1, end);
			this.at = end + 1;
			links.add(new Link(target, parameters()));
		}
		return links;
	}

	private boolean skipTo(char wanted) {
		while (this.at < this.text.length() && current() != wanted) {
			this.at++;
		}
		return this.at < this.text.length();
	}

	// the first of several with one name counts
	private Map<String, String> parameters() {
		Map<String, String> parameters = new LinkedHashMap<>();
		skipSpace();
		while (this.at < this.text.length() && current() == ';') {
			this.at++;
			skipSpace();
			String name = token("=;,").strip().toLowerCase(Locale.ROOT);
			String value = value();
			skipSpace();
			if (!name.isEmpty()) {
				parameters.putIfAbsent(name, value);
			}
		}
		return parameters;
	}

	private String value() {
		if (this.at >= this.text.length() || current() != '=') {
			return "";
		}
		this.at++;
		skipSpace();
		boolean quoted = this.at < this.text.length() && current() == '"';
		return quoted ? readQuoted() : token(";,").strip();
	}

	private String readQuoted() {
		StringBuilder value = new StringBuilder();
		this.at++;
		while (this.at < this.text.length() && current() != '"') {
			if (current() == '\\' && this.at + 1 < this.text.length()) {
				this.at++;
			}
			value.append(current());
			this.at++;
		}
		this.at++;
		return value.toString();
	}

	private String token(String ends) {
		int begin = this.at;
		while (this.at < this.text.length() && ends.indexOf(current()) < 0) {
			this.at++;
		}
		return this.text.substring(begin, this.at);
	}

	private void skipSpace() {
		while (this.at < this.text.length() && (current() == ' ' || current() == '\t')) {
			this.at++;
		}
	}

	private char current() {
		return this.text.charAt(this.at);
	}

	private record Link(String target, Map<String, String> parameters) {

		// a link with an anchor is about something else
		List<String> relations() {
			return this.parameters.containsKey("anchor") ? List.of()
					: List.of(this.parameters.getOrDefault("rel", "").toLowerCase(Locale.ROOT).split("\\s+"));
		}

	}

}
