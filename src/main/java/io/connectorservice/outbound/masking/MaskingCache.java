package io.connectorservice.outbound.masking;

import java.time.Duration;
import java.util.Set;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Keeps the maskings of secrets that are in use, because working out all encodings of a
 * secret takes longer than searching a response for them. An entry is removed a minute
 * after its last use, and all entries together are bounded by the length of their
 * secrets.
 */
public final class MaskingCache {

	private static final Duration IDLE = Duration.ofMinutes(1);

	private static final long MAX_LENGTH = 256 * 1024;

	// A secret of any length has some ten patterns, which need memory as well.
	private static final int LENGTH_OF_PATTERNS = 64;

	private final Cache<Set<String>, Masking> maskings = Caffeine.newBuilder()
		.expireAfterAccess(IDLE)
		.maximumWeight(MAX_LENGTH)
		.weigher((Set<String> secrets, Masking _) -> computeWeight(secrets))
		.build();

	private static int computeWeight(Set<String> secrets) {
		return LENGTH_OF_PATTERNS + secrets.stream().mapToInt(String::length).sum();
	}

	/**
	 * Returns the masking of these secrets.
	 * @param secrets a set that nobody changes any more
	 */
	public Masking get(Set<String> secrets) {
		Masking known = this.maskings.getIfPresent(secrets);
		return (known != null) ? known : this.maskings.get(secrets, Masking::forSecrets);
	}

}
