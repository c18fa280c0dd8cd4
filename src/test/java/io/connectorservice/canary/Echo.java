package io.connectorservice.canary;

import java.util.Locale;

/**
 * The form in which a service echoes a request.
 */
enum Echo {

	STATUS_200, STATUS_201, STATUS_300, STATUS_400, STATUS_401, STATUS_403, STATUS_404, STATUS_409, STATUS_422,
	STATUS_429, STATUS_500, STATUS_503, STATUS_302, HTML, BYTES, XML, CONTENT_TYPE, REDIRECT_ELSEWHERE, REDIRECT_LOOP,
	REASON_PHRASE, NO_HTTP, HEADER_WITHOUT_COLON, BAD_CHUNK, SHORT_BODY, CONTENT_ENCODING, GZIP, GZIP_500, FALSE_GZIP,
	LARGE_BODY, ENDLESS_HEADERS, STALLED, SILENT, CLOSED,
	/** A successful token response that also echoes the request. */
	TOKENS;

	/** The path that a request needs to be echoed in this form. */
	String path() {
		return "/" + name().toLowerCase(Locale.ROOT);
	}

	/** Reads the form from the first segment of a request's path. */
	static Echo of(String request) {
		return valueOf(request.split("[ /?]", 4)[2].toUpperCase(Locale.ROOT));
	}

	/** The status that the name of a {@code STATUS_} constant contains. */
	int status() {
		return Integer.parseInt(name().substring("STATUS_".length()));
	}

}
