package io.connectorservice.json;

import java.util.EnumMap;
import java.util.Map;

/**
 * Releases a request's reservations of shared memory when the request ends. A new
 * reservation of the same kind releases the previous one.
 */
public final class RequestMemory {

	private static final ScopedValue<Map<Kind, Runnable>> HELD = ScopedValue.newInstance();

	private RequestMemory() {
	}

	/**
	 * Handles a request and then releases its reservations.
	 * @param <X> the exception that the work may throw
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
	 * Keeps a reservation until the request ends or another one of the same kind replaces
	 * it. Outside a request it is released at once: content is short-lived there.
	 * @param release releases the reservation
	 */
	public static void holdUntilRequestEnds(Kind kind, Runnable release) {
		Runnable previous = HELD.isBound() ? HELD.get().put(kind, release) : release;
		if (previous != null) {
			previous.run();
		}
	}

	/** The kinds of content that memory is reserved for. */
	public enum Kind {

		/** The JSON tree of the caller's body. */
		REQUEST_TREE,
		/** The tree of a YAML text in the body. */
		YAML_TREE,
		/** The bytes of an external service's response. */
		RESPONSE_BYTES,
		/** The JSON tree of an external service's response. */
		RESPONSE_TREE

	}

	/**
	 * The work of a request.
	 *
	 * @param <X> the exception that it may throw
	 */
	@FunctionalInterface
	public interface Work<X extends Throwable> {

		void run() throws X;

	}

}
