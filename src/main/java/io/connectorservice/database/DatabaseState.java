package io.connectorservice.database;

import java.time.Duration;

/**
 * What is known of the database at this moment, so that nobody has to wait to learn that
 * it is down. Knowledge grows old: an outage that nobody confirms is forgotten.
 */
final class DatabaseState {

	/**
	 * How the database answered last.
	 */
	enum Condition {

		/** It takes changes. */
		WRITABLE,
		/** It answers and takes no changes: a standby, or a primary that was demoted. */
		READ_ONLY,
		/** It does not answer. */
		DOWN

	}

	private final long tooOldNanos;

	private volatile Seen seen = new Seen(Condition.WRITABLE, System.nanoTime());

	private volatile boolean migrated = true;

	DatabaseState(Duration tooOld) {
		this.tooOldNanos = tooOld.toNanos();
	}

	void recordCondition(Condition condition) {
		this.seen = new Seen(condition, System.nanoTime());
	}

	void setMigrated(boolean migrated) {
		this.migrated = migrated;
	}

	/** Whether asking it is known to be in vain. */
	boolean isKnownDown() {
		Seen last = this.seen;
		return !this.migrated || (last.condition() == Condition.DOWN && isRecent(last));
	}

	/** Whether it was seen to take changes, and not too long ago. */
	boolean isReady() {
		Seen last = this.seen;
		return this.migrated && last.condition() == Condition.WRITABLE && isRecent(last);
	}

	Condition condition() {
		return this.seen.condition();
	}

	private boolean isRecent(Seen last) {
		return System.nanoTime() - last.at() < this.tooOldNanos;
	}

	private record Seen(Condition condition, long at) {
	}

}
