package io.connectorservice.json;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The share of the heap that all JSON trees of requests under way may take together. A
 * tree is weighed by its nodes while it is read, because a few bytes can stand for many.
 */
final class TreeMemory {

	/** A tree of at most that weight is not counted. */
	static final long SMALL = 256 * 1024;

	private static final int USUAL_PERCENT_OF_HEAP = 35;

	/** The share of this process. */
	static final TreeMemory PROCESS = new TreeMemory(computeShareOfHeap(USUAL_PERCENT_OF_HEAP));

	private final AtomicLong free;

	private long size;

	private volatile long largest;

	TreeMemory(long bytes) {
		this.size = bytes;
		this.free = new AtomicLong(bytes);
		this.largest = computeMaxTreeBytes(bytes);
	}

	static long computeShareOfHeap(int percent) {
		return Runtime.getRuntime().maxMemory() / 100 * percent;
	}

	// one tree leaves some room for the small ones of others
	private static long computeMaxTreeBytes(long bytes) {
		return bytes / 7 * 6;
	}

	/** Makes the share as large as that; what is taken stays taken. */
	synchronized void resize(long bytes) {
		this.free.addAndGet(bytes - this.size);
		this.size = bytes;
		this.largest = computeMaxTreeBytes(bytes);
	}

	/** The weight that one tree may have. */
	long maxTreeBytes() {
		return this.largest;
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
