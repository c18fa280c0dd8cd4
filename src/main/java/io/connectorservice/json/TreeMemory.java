package io.connectorservice.json;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the heap memory of all JSON trees of requests in progress. A tree's size is
 * estimated from its nodes while it is read, because short text can become a large tree.
 */
final class TreeMemory {

	/** Trees up to this size in bytes are not counted. */
	static final long SMALL = 256 * 1024;

	private static final int DEFAULT_PERCENT_OF_HEAP = 35;

	/** The limit of this process. */
	static final TreeMemory PROCESS = new TreeMemory(computeShareOfHeap(DEFAULT_PERCENT_OF_HEAP));

	private final AtomicLong free;

	private long size;

	private volatile long maxTreeBytes;

	TreeMemory(long bytes) {
		this.size = bytes;
		this.free = new AtomicLong(bytes);
		this.maxTreeBytes = computeMaxTreeBytes(bytes);
	}

	static long computeShareOfHeap(int percent) {
		return Runtime.getRuntime().maxMemory() / 100 * percent;
	}

	// One tree may use six sevenths, which leaves
	// room for the small trees of other requests.
	private static long computeMaxTreeBytes(long bytes) {
		return bytes / 7 * 6;
	}

	/** Changes the limit; existing reservations stay. */
	synchronized void resize(long bytes) {
		this.free.addAndGet(bytes - this.size);
		this.size = bytes;
		this.maxTreeBytes = computeMaxTreeBytes(bytes);
	}

	/** Maximum size of a single tree. */
	long maxTreeBytes() {
		return this.maxTreeBytes;
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
