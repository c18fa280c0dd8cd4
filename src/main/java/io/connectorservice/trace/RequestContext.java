package io.connectorservice.trace;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Attributes of the request that the current thread works for. Every log line contains
 * them, and so do the records that the request causes.
 */
public enum RequestContext {

	/** The id that the response contains as well. */
	REQUEST_ID,
	/** The tenant that the request is for. */
	TENANT_ID,
	/** The connector that the request names. */
	CONNECTOR_ID,
	/** The caller: {@code user:} and the token's subject, or {@code service_role}. */
	CALLER;

	private static final String WORKER = "worker";

	private static final int MAX_LENGTH = 200;

	// The identity provider chooses the subject, so it may
	// contain line breaks or other control characters.
	private static final Pattern UNSAFE = Pattern.compile("[^!-~]");

	private final String key = name().toLowerCase(Locale.ROOT);

	/** The name of the attribute in log lines. */
	public String key() {
		return this.key;
	}

	/** Sets the attribute for the current thread. */
	public void set(String value) {
		MDC.put(this.key, isHarmless(value) ? value : sanitizeValue(value));
	}

	private static boolean isHarmless(String value) {
		for (int i = 0; i < value.length(); i++) {
			if (value.charAt(i) < '!' || value.charAt(i) > '~') {
				return false;
			}
		}
		return value.length() <= MAX_LENGTH;
	}

	private static String sanitizeValue(String value) {
		String sanitized = UNSAFE.matcher(value).replaceAll("?");
		return (sanitized.length() > MAX_LENGTH) ? sanitized.substring(0, MAX_LENGTH) : sanitized;
	}

	public @Nullable String get() {
		return MDC.get(this.key);
	}

	/**
	 * Returns who causes the current work: the caller, or outside a request the worker.
	 */
	public static String currentActor() {
		String caller = CALLER.get();
		return (caller == null) ? WORKER : caller;
	}

	/** Removes all attributes at the end of a request. */
	public static void clear() {
		MDC.clear();
	}

	/** Wraps work so that it keeps the current attributes and span on any thread. */
	public static Runnable withCurrentContext(Runnable work) {
		Map<String, String> context = MDC.getCopyOfContextMap();
		return Spans.withCurrentSpan(() -> {
			if (context != null) {
				MDC.setContextMap(context);
			}
			work.run();
		});
	}

}
