package io.connectorservice.external;

/**
 * What follows a page of a list.
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
	 * There may be more items, but they cannot be requested.
	 *
	 * @param reason a sentence for the caller
	 */
	record Broken(String reason) implements Continuation {
	}

}
