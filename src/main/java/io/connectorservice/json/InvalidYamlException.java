package io.connectorservice.json;

/**
 * The text is not YAML of the supported kind.
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

	/** The line of the fault, counted from one. */
	public int line() {
		return this.line;
	}

	/**
	 * A sentence for people that says what to change; it contains nothing of the text.
	 */
	public String reason() {
		return this.reason;
	}

}
