package io.connectorservice.time;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Tracks whether the client of the current thread's request is still connected. Work
 * whose only result is the response, such as a read, is cancelled when the client
 * disconnects. An action never is, because its outcome must be known. As with
 * {@link Deadline}, it is bound to the thread and not passed on.
 */
public final class CallerPresence {

	private static final ScopedValue<CallerPresence> CALLER = ScopedValue.newInstance();

	private static final ScopedValue<CallerPresence> CANCELLABLE = ScopedValue.newInstance();

	private @Nullable Thread waiting;

	private boolean gone;

	/** Runs the work of a request of this caller. */
	public <T, X extends Throwable> T runWith(ScopedValue.CallableOp<T, X> work) throws X {
		return ScopedValue.where(CALLER, this).call(work);
	}

	/**
	 * Runs work that only the caller needs and that may be cancelled when it disconnects.
	 */
	public static <T> T forCallerAlone(Supplier<T> work) {
		return CALLER.isBound() ? ScopedValue.where(CANCELLABLE, CALLER.get()).call(work::get) : work.get();
	}

	/**
	 * Whether the current work is only for the caller and the caller has disconnected.
	 */
	public static boolean isGone() {
		return CANCELLABLE.isBound() && CANCELLABLE.get().hasLeft();
	}

	/**
	 * Waits for an external response. The thread is interrupted if the caller disconnects
	 * during this wait, and at no other time; waiting code then checks {@link #isGone}.
	 */
	public static <T> T whileThere(Supplier<T> wait) {
		return CANCELLABLE.isBound() ? CANCELLABLE.get().waitFor(wait) : wait.get();
	}

	private <T> T waitFor(Supplier<T> wait) {
		beginWait();
		try {
			return wait.get();
		}
		finally {
			endWait();
		}
	}

	private synchronized void beginWait() {
		this.waiting = Thread.currentThread();
		if (this.gone) {
			this.waiting.interrupt();
		}
	}

	// The interrupt was meant for the wait only, so it is cleared.
	private synchronized void endWait() {
		this.waiting = null;
		if (this.gone) {
			Thread.interrupted();
		}
	}

	private synchronized boolean hasLeft() {
		return this.gone;
	}

	/**
	 * Checks whether the caller has disconnected, if a thread is waiting on its behalf.
	 * @param check looks at the connection; the wait cannot end while it runs, so no
	 * other thread uses the caller's connection
	 */
	public synchronized void leaveIf(BooleanSupplier check) {
		if (this.waiting != null && !this.gone && check.getAsBoolean()) {
			this.gone = true;
			this.waiting.interrupt();
		}
	}

}
