package io.connectorservice.problem;

/**
 * How far a call of an external service had come when it failed.
 */
enum CallProgress {

	/** The problem does not come from a call. */
	NO_CALL,
	/** The request was not sent. */
	NOT_SENT,
	/**
	 * The request was sent or not, and may be sent again: a request that may not ends in
	 * OUTCOME_UNKNOWN.
	 */
	REPEATABLE,
	/** The service answered a request that may be sent again, but nobody read it. */
	UNREAD,
	/** The request may have been sent, and its effect is not known. */
	UNKNOWN,
	/** The service answered. */
	ANSWERED;

	boolean permitsRepetition() {
		return this == NOT_SENT || this == REPEATABLE || this == UNREAD;
	}

}
