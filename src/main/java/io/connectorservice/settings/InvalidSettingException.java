package io.connectorservice.settings;

/**
 * A setting that prevents the start; the message is one sentence that names the variable.
 */
public class InvalidSettingException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public InvalidSettingException(String sentence) {
		super(sentence);
	}

}
