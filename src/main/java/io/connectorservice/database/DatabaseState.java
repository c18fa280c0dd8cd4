package io.connectorservice.database;

import java.time.Duration;

/**
 * The last known state of the database, so that no caller waits for a database that is
 * down. The state expires: an outage that is not confirmed again is forgotten.
 */
final class DatabaseState {

	/** The result of the last check. */
	enum Condition {

		/** The database accepts changes. */
		WRITABLE,
		/**
		 * The database responds but accepts no changes: it is a standby, or a primary
		 * that was demoted.
		 */
		READ_ONLY,
		/** The database does not respond. */
		DOWN

	}

	private final long maxAgeNanos;

	private volatile Observation lastSeen = new Observation(Condition.WRITABLE, System.nanoTime());

	private volatile boolean migrated = true;

	DatabaseState(Duration maxAge) {
		this.maxAgeNanos = maxAge.toNanos();
	}

	void recordCondition(Condition condition) {
		this.lastSeen = new Observation(condition, System.nanoTime());
	}

	void setMigrated(boolean migrated) {
		this.migrated = migrated;
	}

	/**
	 * Whether the database is known to be unavailable, so that a query would be in vain.
	 */
	boolean isKnownDown() {
		Observation last = this.lastSeen;
		return !this.migrated || (last.condition() == Condition.DOWN && isRecent(last));
	}

	/** Whether a recent check found the database writable. */
	boolean isReady() {
		Observation last = this.lastSeen;
		return this.migrated && last.condition() == Condition.WRITABLE && isRecent(last);
	}

	Condition condition() {
		return this.lastSeen.condition();
	}

	private boolean isRecent(Observation last) {
		return System.nanoTime() - last.at() < this.maxAgeNanos;
	}

	private record Observation(Condition condition, long at) {
	}

}
