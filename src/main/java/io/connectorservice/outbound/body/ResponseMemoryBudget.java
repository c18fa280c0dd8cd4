package io.connectorservice.outbound.body;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the memory of all responses in progress, so that a few services with endless
 * responses cannot exhaust the heap. The first {@value #SMALL} bytes of each response are
 * not counted, so that small responses are always accepted.
 */
public final class ResponseMemoryBudget {

	/** Number of bytes of each response that are not counted. */
	static final int SMALL = 64 * 1024;

	private final AtomicLong free;

	ResponseMemoryBudget(long bytes) {
		this.free = new AtomicLong(bytes);
	}

	/**
	 * Creates a budget as a share of the heap.
	 * @param percent share in percent; keep it low, because a response exists in several
	 * copies while it is decoded and masked
	 */
	public static ResponseMemoryBudget ofHeap(int percent) {
		return new ResponseMemoryBudget(Runtime.getRuntime().maxMemory() / 100 * percent);
	}

	/** Reserves the memory and returns true, or returns false if there is not enough. */
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
