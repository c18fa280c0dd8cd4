package io.connectorservice.outbound;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A header that is to be set on a request. Its name must be an HTTP token that is not on
 * the deny list, and its value visible ASCII.
 */
record RequestHeader(String name, String value) {

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

	/** Checks a header that does not carry the credential. */
	void checkCaller() {
		checkCredential();
		if (COOKIES.contains(normalizeName())) {
			throw headerReservedException();
		}
	}

	/** Checks a header that the service's API description declares. */
	void checkDeclared() {
		if (isDeclarable(normalizeName())) {
			checkName();
			checkValue();
		}
		else {
			checkCaller();
		}
	}

	void checkCredential() {
		checkName();
		if (isReserved(normalizeName())) {
			throw headerReservedException();
		}
		checkValue();
	}

	private void checkName() {
		if (!NAME.matcher(this.name).matches()) {
			throw new InvalidHeaderException("name",
					"The header's name must be a token of letters, digits and hyphens.");
		}
	}

	private void checkValue() {
		if (!VALUE.matcher(this.value).matches()) {
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
	private String normalizeName() {
		return this.name.toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
