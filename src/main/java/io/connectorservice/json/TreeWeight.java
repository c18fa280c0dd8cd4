package io.connectorservice.json;

/**
 * Estimates what a tree takes of the heap while it grows, and stops it where there is no
 * room. The figures are those of Jackson's nodes with compact object headers.
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

	// a parser gives the same instance for a name that it has seen
	private final String[] names = new String[NAMES];

	private long weight;

	private long taken;

	TreeWeight(TreeMemory memory) {
		this.memory = memory;
	}

	void add(long more) {
		this.weight += more;
		if (this.weight > this.memory.maxTreeBytes()) {
			throw releaseAndCreateException(false);
		}
		if (this.weight > TreeMemory.SMALL && this.weight > this.taken) {
			long step = this.weight - this.taken + STEP;
			if (!this.memory.tryReserve(step)) {
				throw releaseAndCreateException(true);
			}
			this.taken += step;
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

	/** Gives back all that was taken. */
	void release() {
		this.memory.release(this.taken);
		this.taken = 0;
	}

}
