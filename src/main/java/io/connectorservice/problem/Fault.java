package io.connectorservice.problem;

/**
 * One thing wrong with a request.
 *
 * @param pointer JSON pointer (RFC 6901) into the body, or {@code query:name} and
 * {@code header:name} for what is not in the body
 * @param detail what to change, never the value itself where it may be a secret
 */
public record Fault(String pointer, String detail) {

	/** The same fault seen from further out: its pointer prefixed. */
	public Fault under(String prefix) {
		return new Fault(prefix + this.pointer, this.detail);
	}

}
