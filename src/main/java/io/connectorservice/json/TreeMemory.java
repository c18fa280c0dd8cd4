package io.connectorservice.json;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The share of the heap that all JSON trees of requests under way may take together. A
 * tree is weighed by its nodes while it is read, because a few bytes can stand for many.
 */
final class TreeMemory {

	/** A tree of at most that weight is not counted. */
	static final long SMALL = 256 * 1024;

	private static final int PERCENT_OF_HEAP = 35;

	private static final int PERCENT_OF_HEAP_FOR_ONE = 30;

	/** The share of this process. */
	static final TreeMemory PROCESS = ofHeap(Runtime.getRuntime().maxMemory());

	private final AtomicLong free;

	private final long largest;

	TreeMemory(long bytes, long largest) {
		this.free = new AtomicLong(bytes);
		this.largest = largest;
	}

	private static TreeMemory ofHeap(long heap) {
		return new TreeMemory(heap / 100 * PERCENT_OF_HEAP, heap / 100 * PERCENT_OF_HEAP_FOR_ONE);
	}

	/** The weight that one tree may have. */
	long largest() {
		return this.largest;
	}

	/** Whether there was room. */
	boolean take(long bytes) {
		return this.free.getAndUpdate((free) -> (free >= bytes) ? free - bytes : free) >= bytes;
	}

	void giveBack(long bytes) {
		this.free.addAndGet(bytes);
	}

	long free() {
		return this.free.get();
	}

}
