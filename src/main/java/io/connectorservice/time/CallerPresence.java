package io.connectorservice.time;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Whether whoever sent the request that this thread works for is still there. What is for
 * the caller alone, a read, is given up once nobody waits for it; an action never is, as
 * its outcome has to be known. As with {@link Deadline}, it is bound to the thread and
 * not handed on.
 */
public final class CallerPresence {

	private static final ScopedValue<CallerPresence> CALLER = ScopedValue.newInstance();

	private static final ScopedValue<CallerPresence> ALONE = ScopedValue.newInstance();

	private @Nullable Thread waiting;

	private boolean gone;

	/** Works on a request of this caller. */
	public <T, X extends Throwable> T runWith(ScopedValue.CallableOp<T, X> work) throws X {
		return ScopedValue.where(CALLER, this).call(work);
	}

	/** Does what is for the caller alone. */
	public static <T> T forCallerAlone(Supplier<T> work) {
		return CALLER.isBound() ? ScopedValue.where(ALONE, CALLER.get()).call(work::get) : work.get();
	}

	/** Whether this is for a caller alone who is gone. */
	public static boolean isGone() {
		return ALONE.isBound() && ALONE.get().hasLeft();
	}

	/**
	 * Waits for something outside. Once the caller is gone the thread is interrupted,
	 * here and nowhere else; whoever waits asks {@link #isGone} then.
	 */
	public static <T> T whileThere(Supplier<T> wait) {
		return ALONE.isBound() ? ALONE.get().waitFor(wait) : wait.get();
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

	// the interruption was meant for the wait alone
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
	 * Looks whether the caller is gone, while somebody waits for its sake.
	 * @param look as long as it takes nobody ends the wait, so nobody else uses the
	 * caller's connection
	 */
	public synchronized void leaveIf(BooleanSupplier look) {
		if (this.waiting != null && !this.gone && look.getAsBoolean()) {
			this.gone = true;
			this.waiting.interrupt();
		}
	}

}
