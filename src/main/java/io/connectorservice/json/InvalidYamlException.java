package io.connectorservice.json;

import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;

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

	static InvalidYamlException at(Event event, String reason) {
		return new InvalidYamlException(findLine(event), reason);
	}

	static int findLine(Event event) {
		return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
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
