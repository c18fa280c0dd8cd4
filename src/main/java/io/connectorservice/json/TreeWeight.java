package io.connectorservice.json;

/**
 * Estimates the heap memory of a tree while it is being read, and aborts if there is not
 * enough. The constants are bytes per Jackson node with compact object headers.
 */
final class TreeWeight {

	static final int OBJECT = 80;

	static final int FIRST_FIELD = 80;

	static final int FIELD = 48;

	static final int ARRAY = 48;

	static final int FIRST_ITEM = 56;

	static final int ITEM = 6;

	static final int TEXT = 56;

	static final int NUMBER = 24;

	static final int DECIMAL = 100;

	private static final long STEP = 128 * 1024;

	private static final int NAMES = 1024;

	private final TreeMemory memory;

	// The parser returns the same String instance for a name that it has seen before, so
	// a known name costs no memory.
	private final String[] names = new String[NAMES];

	private long weight;

	private long reserved;

	TreeWeight(TreeMemory memory) {
		this.memory = memory;
	}

	void add(long more) {
		this.weight += more;
		if (this.weight > this.memory.maxTreeBytes()) {
			throw releaseAndCreateException(false);
		}
		if (this.weight > TreeMemory.SMALL && this.weight > this.reserved) {
			long step = this.weight - this.reserved + STEP;
			if (!this.memory.tryReserve(step)) {
				throw releaseAndCreateException(true);
			}
			this.reserved += step;
		}
	}

	void addText(int length) {
		add(TEXT + (long) length);
	}

	void addName(String name) {
		int slot = name.hashCode() & (NAMES - 1);
		boolean isNew = this.names[slot] == null || !this.names[slot].equals(name);
		this.names[slot] = name;
		add(FIELD + (isNew ? TEXT + (long) name.length() : 0));
	}

	private TreeTooLargeException releaseAndCreateException(boolean busy) {
		release();
		return new TreeTooLargeException(busy);
	}

	long total() {
		return this.weight;
	}

	/** Releases all reserved memory. */
	void release() {
		this.memory.release(this.reserved);
		this.reserved = 0;
	}

}
