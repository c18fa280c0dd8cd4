package io.connectorservice.json;

/**
 * The JSON needs more memory than is available for it.
 */
public final class TreeTooLargeException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final boolean busy;

	TreeTooLargeException(boolean busy) {
		super(busy ? "Other large requests are being processed; try again in a moment."
				: "The JSON contains more values than fit into memory.");
		this.busy = busy;
	}

	/** Whether there would be enough memory without the other requests in progress. */
	public boolean isBusy() {
		return this.busy;
	}

}
