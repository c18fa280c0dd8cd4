package io.connectorservice.invalidation;

import java.time.Duration;

import org.springframework.stereotype.Component;

/**
 * Determines how long cached entries are trusted: long while change notifications arrive,
 * and briefly otherwise.
 */
@Component
public final class CacheTtlPolicy {

	private final Duration ttlWhileListening;

	private volatile boolean listening;

	CacheTtlPolicy(ChangeSettings settings) {
		this.ttlWhileListening = settings.cacheTime();
	}

	/**
	 * Returns the longest TTL that may ever apply.
	 * @param ttlWithoutNotifications TTL while none arrive; zero switches the cache off
	 */
	public Duration computeMaxTtl(Duration ttlWithoutNotifications) {
		return (ttlWithoutNotifications.isZero() || ttlWithoutNotifications.compareTo(this.ttlWhileListening) > 0)
				? ttlWithoutNotifications : this.ttlWhileListening;
	}

	/** Returns the TTL that applies at the moment. */
	public Duration computeTtl(Duration ttlWithoutNotifications) {
		return this.listening ? computeMaxTtl(ttlWithoutNotifications) : ttlWithoutNotifications;
	}

	void setListening(boolean listening) {
		this.listening = listening;
	}

}
