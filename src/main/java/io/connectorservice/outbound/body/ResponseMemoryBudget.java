package io.connectorservice.outbound.body;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all answers under way may take together, so that a few services which
 * answer without end cannot end this one. What is small is not counted: it always fits.
 */
public final class ResponseMemoryBudget {

	/** So much of each answer is not counted. */
	static final int SMALL = 64 * 1024;

	private final AtomicLong free;

	ResponseMemoryBudget(long bytes) {
		this.free = new AtomicLong(bytes);
	}

	/**
	 * A share of the heap.
	 * @param percent of it; an answer's bytes are there several times while it is decoded
	 * and masked
	 */
	public static ResponseMemoryBudget ofHeap(int percent) {
		return new ResponseMemoryBudget(Runtime.getRuntime().maxMemory() / 100 * percent);
	}

	/** Whether there was room. */
	boolean tryReserve(long bytes) {
		return this.free.getAndUpdate((free) -> (free >= bytes) ? free - bytes : free) >= bytes;
	}

	void release(long bytes) {
		this.free.addAndGet(bytes);
	}

	long freeBytes() {
		return this.free.get();
	}

}
