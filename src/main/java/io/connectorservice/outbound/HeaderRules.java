package io.connectorservice.outbound;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides which headers may be set on a request: names that are HTTP tokens and not on
 * the deny list, with values of visible ASCII.
 */
final class HeaderRules {

	private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

	private static final Pattern VALUE = Pattern
		.compile("(?:[!-~](?:[ -~\\t]{0," + (OutboundRequest.LONGEST_HEADER_VALUE - 2) + "}[!-~])?)?");

	// These headers frame or route the message, or are set by this service.
	private static final Set<String> RESERVED = Set.of("host", "content-length", "content-type", "content-encoding",
			"transfer-encoding", "connection", "keep-alive", "upgrade", "http2-settings", "expect", "te", "trailer",
			"accept-encoding", "via", "forwarded", "x-real-ip", "x-tenant-id", "x-request-id", "x-http-method",
			"x-http-method-override", "x-method-override", "x-original-url", "x-rewrite-url", "set-cookie",
			"set-cookie2");

	// These are free when the API description declares them: nothing here frames or
	// routes by them.
	private static final Set<String> DECLARABLE = Set.of("x-request-id", "x-tenant-id", "x-real-ip", "forwarded");

	private static final String FORWARDED = "x-forwarded-";

	private static final Set<String> COOKIES = Set.of("cookie", "cookie2");

	private HeaderRules() {
	}

	static void checkCaller(String name, String value) {
		checkCredential(name, value);
		if (COOKIES.contains(normalizeName(name))) {
			throw headerReservedException();
		}
	}

	/** Checks a header that the service's API description declares. */
	static void checkDeclared(String name, String value) {
		if (isDeclarable(normalizeName(name))) {
			checkName(name);
			checkValue(value);
		}
		else {
			checkCaller(name, value);
		}
	}

	static void checkCredential(String name, String value) {
		checkName(name);
		if (isReserved(normalizeName(name))) {
			throw headerReservedException();
		}
		checkValue(value);
	}

	private static void checkName(String name) {
		if (!NAME.matcher(name).matches()) {
			throw new InvalidHeaderException("name",
					"The header's name must be a token of letters, digits and hyphens.");
		}
	}

	private static void checkValue(String value) {
		if (!VALUE.matcher(value).matches()) {
			throw new InvalidHeaderException("value",
					"The header's value must be visible ASCII, without spaces at its start or end, and at most 8 KiB long.");
		}
	}

	private static boolean isReserved(String name) {
		return RESERVED.contains(name) || name.startsWith("proxy-") || name.startsWith(FORWARDED);
	}

	private static boolean isDeclarable(String name) {
		return DECLARABLE.contains(name) || name.startsWith(FORWARDED);
	}

	private static InvalidHeaderException headerReservedException() {
		return new InvalidHeaderException("reserved",
				"The service sets this header itself; remove it from the request.");
	}

	// CGI-style servers treat an underscore as a hyphen, so both spellings must be
	// compared as one.
	private static String normalizeName(String name) {
		return name.toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
