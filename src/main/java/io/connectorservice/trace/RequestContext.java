package io.connectorservice.trace;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What is known of the request that a thread works for. Every log line shows it, and what
 * it leads to is noted with it.
 */
public enum RequestContext {

	/** The id that the answer carries too. */
	REQUEST_ID,
	/** The tenant that the request is for. */
	TENANT_ID,
	/** The connector that it names. */
	CONNECTOR_ID,
	/** Who calls: {@code user:} and the token's subject, or {@code service_role}. */
	CALLER;

	private static final String WORKER = "worker";

	private static final int LONGEST = 200;

	// a subject is whatever the identity provider makes it: it must not make lines of its
	// own
	private static final Pattern ODD = Pattern.compile("[^!-~]");

	private final String key = name().toLowerCase(Locale.ROOT);

	/** The name under which log lines show it. */
	public String key() {
		return this.key;
	}

	/** From here on. */
	public void set(String value) {
		MDC.put(this.key, isHarmless(value) ? value : sanitizeValue(value));
	}

	private static boolean isHarmless(String value) {
		for (int i = 0; i < value.length(); i++) {
			if (value.charAt(i) < '!' || value.charAt(i) > '~') {
				return false;
			}
		}
		return value.length() <= LONGEST;
	}

	private static String sanitizeValue(String value) {
		String harmless = ODD.matcher(value).replaceAll("?");
		return (harmless.length() > LONGEST) ? harmless.substring(0, LONGEST) : harmless;
	}

	public @Nullable String get() {
		return MDC.get(this.key);
	}

	/** Who does what is being done; what no request asked for, the worker does. */
	public static String currentActor() {
		String caller = CALLER.get();
		return (caller == null) ? WORKER : caller;
	}

	/** At the end of a request. */
	public static void clear() {
		MDC.clear();
	}

	/** The same work, as part of the present request on whatever thread it runs. */
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
