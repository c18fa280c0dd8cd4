package io.connectorservice.external;

/**
 * How a list goes on after one of its pages.
 */
sealed interface Continuation {

	/**
	 * There is a next page.
	 */
	record Next(DataRequest request) implements Continuation {
	}

	/**
	 * The page was the last one.
	 */
	record End() implements Continuation {
	}

	/**
	 * There is more, or nobody knows whether there is, and it cannot be asked for.
	 *
	 * @param reason a sentence for the caller
	 */
	record Broken(String reason) implements Continuation {
	}

}
