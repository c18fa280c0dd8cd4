package io.connectorservice.paging;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;

/**
 * A page of a list, as the API returns it.
 */
public record Page<T>(List<T> data, Pagination pagination) {

	private static final int MAX_OFFSET = 1_000_000;

	private static final int MAX_LIMIT = 100;

	public static <S, T> Page<T> of(List<S> part, Function<S, T> view, int offset, int limit, long total) {
		return new Page<>(part.stream().map(view).toList(), new Pagination(offset, limit, total));
	}

	public static void requireSane(int offset, int limit) {
		List<Fault> faults = new ArrayList<>();
		if (offset < 0 || offset > MAX_OFFSET) {
			faults.add(new Fault("query:offset", "must be between 0 and " + MAX_OFFSET));
		}
		if (limit < 1 || limit > MAX_LIMIT) {
			faults.add(new Fault("query:limit", "must be between 1 and " + MAX_LIMIT));
		}
		if (!faults.isEmpty()) {
			throw ProblemException.invalid(faults);
		}
	}

	/**
	 * The position of the page.
	 *
	 * @param total size of the whole list
	 */
	public record Pagination(int offset, int limit, long total) {
	}

}
