package io.connectorservice.json;

import java.util.EnumMap;
import java.util.Map;

/**
 * Releases a request's reservations of shared memory when the request ends. A new
 * reservation of the same kind releases the previous one.
 */
public final class RequestMemory {

	private static final ScopedValue<RequestMemory> CURRENT = ScopedValue.newInstance();

	private final Map<Kind, Runnable> held = new EnumMap<>(Kind.class);

	private RequestMemory() {
	}

	/**
	 * Handles a request and then releases its reservations.
	 * @param <X> the exception that the work may throw
	 */
	public static <X extends Throwable> void serveRequest(Work<X> work) throws X {
		RequestMemory memory = new RequestMemory();
		try {
			ScopedValue.where(CURRENT, memory).call(() -> {
				work.run();
				return true;
			});
		}
		finally {
			memory.releaseAll();
		}
	}

	/**
	 * Keeps a reservation until the request ends or another one of the same kind replaces
	 * it. Outside a request it is released at once: content is short-lived there.
	 * @param release releases the reservation
	 */
	public static void holdUntilRequestEnds(Kind kind, Runnable release) {
		if (CURRENT.isBound()) {
			CURRENT.get().replaceReservation(kind, release);
		}
		else {
			release.run();
		}
	}

	private void replaceReservation(Kind kind, Runnable release) {
		Runnable previous = this.held.put(kind, release);
		if (previous != null) {
			previous.run();
		}
	}

	private void releaseAll() {
		this.held.values().forEach(Runnable::run);
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
