package io.connectorservice.external;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Parses Link headers by RFC 8288, appendix B.2. A malformed part invalidates only the
 * link that contains it.
 */
final class LinkHeader {

	private final String text;

	private int at;

	private LinkHeader(String text) {
		this.text = text;
	}

	/** The target of the first link with a relation, about the response itself. */
	static Optional<String> findTarget(String header, String relation) {
		return new LinkHeader(header).parseLinks()
			.stream()
			.filter((link) -> link.parseRelations().contains(relation))
			.map(Link::target)
			.findFirst();
	}

	private List<Link> parseLinks() {
		List<Link> links = new ArrayList<>();
		while (skipTo('<')) {
			int end = this.text.indexOf('>', this.at);
			if (end < 0) {
				return links;
			}
			String target = this.text.substring(this.at + 1, end);
			this.at = end + 1;
			links.add(new Link(target, parseParameters()));
		}
		return links;
	}

	private boolean skipTo(char wanted) {
		while (this.at < this.text.length() && currentChar() != wanted) {
			this.at++;
		}
		return this.at < this.text.length();
	}

	// of several parameters with one name, the first counts
	private Map<String, String> parseParameters() {
		Map<String, String> parameters = new LinkedHashMap<>();
		skipSpace();
		while (this.at < this.text.length() && currentChar() == ';') {
			this.at++;
			skipSpace();
			String name = readToken("=;,").strip().toLowerCase(Locale.ROOT);
			String value = readValue();
			skipSpace();
			if (!name.isEmpty()) {
				parameters.putIfAbsent(name, value);
			}
		}
		return parameters;
	}

	private String readValue() {
		if (this.at >= this.text.length() || currentChar() != '=') {
			return "";
		}
		this.at++;
		skipSpace();
		boolean quoted = this.at < this.text.length() && currentChar() == '"';
		return quoted ? readQuoted() : readToken(";,").strip();
	}

	private String readQuoted() {
		StringBuilder value = new StringBuilder();
		this.at++;
		while (this.at < this.text.length() && currentChar() != '"') {
			if (currentChar() == '\\' && this.at + 1 < this.text.length()) {
				this.at++;
			}
			value.append(currentChar());
			this.at++;
		}
		this.at++;
		return value.toString();
	}

	private String readToken(String ends) {
		int begin = this.at;
		while (this.at < this.text.length() && ends.indexOf(currentChar()) < 0) {
			this.at++;
		}
		return this.text.substring(begin, this.at);
	}

	private void skipSpace() {
		while (this.at < this.text.length() && (currentChar() == ' ' || currentChar() == '\t')) {
			this.at++;
		}
	}

	private char currentChar() {
		return this.text.charAt(this.at);
	}

	private record Link(String target, Map<String, String> parameters) {

		// a link with an anchor is about something else
		List<String> parseRelations() {
			return this.parameters.containsKey("anchor") ? List.of()
					: List.of(this.parameters.getOrDefault("rel", "").toLowerCase(Locale.ROOT).split("\\s+"));
		}

	}

}
