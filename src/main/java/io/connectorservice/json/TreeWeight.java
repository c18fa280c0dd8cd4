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

	private static final int FEW_NAMES = 64;

	private static final int MANY_NAMES = 1024;

	private final TreeMemory memory;

	// The parser returns the same String instance for a name that it has seen before, so
	// a known name costs no memory.
	private String[] names = new String[FEW_NAMES];

	private int newNames;

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
		int slot = name.hashCode() & (this.names.length - 1);
		boolean isNew = !name.equals(this.names[slot]);
		this.names[slot] = name;
		if (isNew) {
			countNewName();
		}
		add(FIELD + (isNew ? TEXT + (long) name.length() : 0));
	}

	// Most responses have few names, which need less memory than a large table.
	private void countNewName() {
		this.newNames++;
		if (this.newNames == FEW_NAMES / 2) {
			String[] few = this.names;
			this.names = new String[MANY_NAMES];
			for (String name : few) {
				if (name != null) {
					this.names[name.hashCode() & (MANY_NAMES - 1)] = name;
				}
			}
		}
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
