package io.connectorservice.invalidation;

import java.time.Duration;

import org.springframework.stereotype.Component;

/**
 * How long a thing in memory may be trusted: long while every change is told, briefly
 * while it is not.
 */
@Component
public final class CacheTtlPolicy {

	private final Duration whileTold;

	private volatile boolean told;

	CacheTtlPolicy(ChangeSettings settings) {
		this.whileTold = settings.cacheTime();
	}

	/**
	 * The longest that anything may be kept.
	 * @param untold how long while changes are not told; nothing switches the cache off
	 */
	public Duration computeMaxTtl(Duration untold) {
		return (untold.isZero() || untold.compareTo(this.whileTold) > 0) ? untold : this.whileTold;
	}

	/** How long it may be kept as things stand. */
	public Duration computeTtl(Duration untold) {
		return this.told ? computeMaxTtl(untold) : untold;
	}

	void setListening(boolean told) {
		this.told = told;
	}

}
