package io.connectorservice.json;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a request holds of memory that all share, for as long as it is served; a new
 * content of the same kind takes the place of the one before.
 */
public final class RequestMemory {

	private static final ScopedValue<Map<Kind, Runnable>> HELD = ScopedValue.newInstance();

	private RequestMemory() {
	}

	/**
	 * Serves a request, and gives back what it held.
	 * @param <X> what the work may throw
	 */
	public static <X extends Throwable> void serveRequest(Work<X> work) throws X {
		Map<Kind, Runnable> held = new EnumMap<>(Kind.class);
		try {
			ScopedValue.where(HELD, held).call(() -> {
				work.run();
				return true;
			});
		}
		finally {
			held.values().forEach(Runnable::run);
		}
	}

	/**
	 * Holds memory until the request ends or other content of that kind comes. Outside a
	 * request it is given back at once: what is read there is done with soon.
	 * @param release gives it back
	 */
	public static void holdUntilRequestEnds(Kind kind, Runnable release) {
		Runnable before = HELD.isBound() ? HELD.get().put(kind, release) : release;
		if (before != null) {
			before.run();
		}
	}

	/**
	 * What memory is held for.
	 */
	public enum Kind {

		/** The tree of the caller's body. */
		REQUEST_TREE,
		/** The tree of YAML in it. */
		YAML_TREE,
		/** The bytes of a service's answer. */
		RESPONSE_BYTES,
		/** The tree of a service's answer. */
		RESPONSE_TREE

	}

	/**
	 * The work of a request.
	 *
	 * @param <X> what it may throw
	 */
	@FunctionalInterface
	public interface Work<X extends Throwable> {

		void run() throws X;

	}

}
