package io.connectorservice.outbound;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which headers may be set on a request: token names outside the deny list, with values
 * of visible ASCII.
 */
final class HeaderRules {

	private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

	private static final Pattern VALUE = Pattern
		.compile("(?:[!-~](?:[ -~\\t]{0," + (OutboundRequest.LONGEST_HEADER_VALUE - 2) + "}[!-~])?)?");

	// what frames the message, routes it, or is ours to say
	private static final Set<String> RESERVED = Set.of("host", "content-length", "content-type", "content-encoding",
			"transfer-encoding", "connection", "keep-alive", "upgrade", "http2-settings", "expect", "te", "trailer",
			"accept-encoding", "via", "forwarded", "x-real-ip", "x-tenant-id", "x-request-id", "x-http-method",
			"x-http-method-override", "x-method-override", "x-original-url", "x-rewrite-url", "set-cookie",
			"set-cookie2");

	// free where the API's description declares them: they frame and route nothing here
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

	/** Checks a header that the description of the service's API asks for. */
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
					"The header's value must be visible ASCII without spaces at its ends, up to 8 KiB.");
		}
	}

	private static boolean isReserved(String name) {
		return RESERVED.contains(name) || name.startsWith("proxy-") || name.startsWith(FORWARDED);
	}

	private static boolean isDeclarable(String name) {
		return DECLARABLE.contains(name) || name.startsWith(FORWARDED);
	}

	private static InvalidHeaderException headerReservedException() {
		return new InvalidHeaderException("reserved", "This header is set by the service itself and cannot be given.");
	}

	// servers behind CGI read an underscore as a hyphen
	private static String normalizeName(String name) {
		return name.toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
