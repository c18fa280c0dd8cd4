package io.connectorservice.json;

/**
 * Text that is no YAML of the kind that is read here.
 */
public final class InvalidYamlException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int line;

	private final String reason;

	InvalidYamlException(int line, String reason) {
		super("Line " + line + ": " + reason);
		this.line = line;
		this.reason = reason;
	}

	/** Counted from one. */
	public int line() {
		return this.line;
	}

	/** For people: what to change, without any of the text. */
	public String reason() {
		return this.reason;
	}

}
