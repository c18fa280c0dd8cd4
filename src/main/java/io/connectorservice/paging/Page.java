package io.connectorservice.paging;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.connectorservice.problem.Fault;
import io.connectorservice.problem.ProblemException;

/**
 * A part of a list.
 */
public record Page<T>(List<T> data, Pagination pagination) {

	private static final int LARGEST_OFFSET = 1_000_000;

	private static final int LARGEST_LIMIT = 100;

	public static <S, T> Page<T> of(List<S> part, Function<S, T> view, int offset, int limit, long total) {
		return new Page<>(part.stream().map(view).toList(), new Pagination(offset, limit, total));
	}

	public static void requireSane(int offset, int limit) {
		List<Fault> faults = new ArrayList<>();
		if (offset < 0 || offset > LARGEST_OFFSET) {
			faults.add(new Fault("query:offset", "must be between 0 and " + LARGEST_OFFSET));
		}
		if (limit < 1 || limit > LARGEST_LIMIT) {
			faults.add(new Fault("query:limit", "must be between 1 and " + LARGEST_LIMIT));
		}
		if (!faults.isEmpty()) {
			throw ProblemException.invalid(faults);
		}
	}

	/**
	 * Where the part lies.
	 *
	 * @param total how long the whole list is
	 */
	public record Pagination(int offset, int limit, long total) {
	}

}
