package io.connectorservice.problem;

import java.util.regex.Pattern;

/**
 * A single fault of a request.
 *
 * @param pointer a JSON pointer (RFC 6901) into the body; {@code query:name} or
 * {@code header:name} for other parts of the request
 * @param detail what to change; never contains the value itself if it may be a secret
 */
public record Fault(String pointer, String detail) {

	private static final int LONGEST_SUBJECT = 200;

	private static final Pattern FIELD = Pattern.compile("((query|header):[\\w-]{1,80}|(/[\\w-]{1,80}){1,8})");

	/** The fault as a sentence for people, with the field and what to change. */
	public String toSentence() {
		String subject = describeSubject();
		return subject.isEmpty() ? this.detail : subject + " " + this.detail;
	}

	// a field's name as people write it; the pointer if names contain other characters
	private String describeSubject() {
		if (!FIELD.matcher(this.pointer).matches()) {
			return (this.pointer.length() > LONGEST_SUBJECT) ? "" : this.pointer.replace(":", "");
		}
		return this.pointer.substring(this.pointer.indexOf(':') + 1)
			.replaceFirst("^/", "")
			.replaceAll("/(\\d+)(?=/|$)", "[$1]")
			.replace('/', '.');
	}

	/** Returns a copy whose pointer has the given prefix. */
	public Fault withPrefix(String prefix) {
		return new Fault(prefix + this.pointer, this.detail);
	}

}
