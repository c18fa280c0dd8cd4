package io.connectorservice.json;

/**
 * JSON that would take more memory than there is for it.
 */
public final class TreeTooLargeException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final boolean busy;

	TreeTooLargeException(boolean busy) {
		super(busy ? "Other large requests are under way; try again in a moment."
				: "The JSON holds more values than are taken at once.");
		this.busy = busy;
	}

	/** Whether it would fit if nothing else were under way. */
	public boolean isBusy() {
		return this.busy;
	}

}
