package io.connectorservice.problem;

import java.util.regex.Pattern;

/**
 * One thing wrong with a request.
 *
 * @param pointer JSON pointer (RFC 6901) into the body, or {@code query:name} and
 * {@code header:name} for what is not in the body
 * @param detail what to change, never the value itself where it may be a secret
 */
public record Fault(String pointer, String detail) {

	private static final int LONGEST_SUBJECT = 200;

	private static final Pattern FIELD = Pattern.compile("((query|header):[\\w-]{1,80}|(/[\\w-]{1,80}){1,8})");

	/** The fault for people who see no pointer: what it is about, and what to change. */
	public String toSentence() {
		String subject = describeSubject();
		return subject.isEmpty() ? this.detail : subject + " " + this.detail;
	}

	// a field's name as people write it; where names hold other characters, the pointer
	private String describeSubject() {
		if (!FIELD.matcher(this.pointer).matches()) {
			return (this.pointer.length() > LONGEST_SUBJECT) ? "" : this.pointer.replace(":", "");
		}
		return this.pointer.substring(this.pointer.indexOf(':') + 1)
			.replaceFirst("^/", "")
			.replaceAll("/(\\d+)(?=/|$)", "[$1]")
			.replace('/', '.');
	}

	/** The same fault seen from further out: its pointer prefixed. */
	public Fault withPrefix(String prefix) {
		return new Fault(prefix + this.pointer, this.detail);
	}

}
