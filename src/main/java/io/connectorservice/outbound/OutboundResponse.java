package io.connectorservice.outbound;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.connectorservice.outbound.body.BoundedBody;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * A response in which all secrets that were sent are masked. Those shorter than
 * {@value Masking#SHORTEST} characters are not, because masking them would garble every
 * response.
 */
public final class OutboundResponse {

	private static final String UNKNOWN = "application/octet-stream";

	private final int status;

	private final Map<String, String> headers;

	private final byte[] body;

	private final String shownUrl;

	private final Duration duration;

	OutboundResponse(int status, Map<String, String> headers, byte[] body, String shownUrl, Duration duration) {
		this.status = status;
		this.headers = headers;
		this.body = body;
		this.shownUrl = shownUrl;
		this.duration = duration;
	}

	public int status() {
		return this.status;
	}

	public boolean isSuccess() {
		return this.status >= 200 && this.status < 300;
	}

	/** The headers on the allow list, by lower-case name. */
	public Map<String, String> headers() {
		return this.headers;
	}

	/** Returns a header by its case-insensitive name. */
	public Optional<String> findHeader(String name) {
		return Optional.ofNullable(this.headers.get(name.toLowerCase(Locale.ROOT)));
	}

	/** Returns the delay that the Retry-After header asks for, if it can be parsed. */
	public Optional<Duration> findRetryAfter(Clock clock) {
		return findHeader("retry-after").map(RetryAfter::new).flatMap((header) -> header.findDelay(clock));
	}

	/** The body, decoded from its content coding. */
	public byte[] body() {
		return this.body.clone();
	}

	/** The URL that responded, without secrets. */
	public String displayUrl() {
		return this.shownUrl;
	}

	/** The time from the beginning of the call to the last byte of the response. */
	public Duration callDuration() {
		return this.duration;
	}

	/** The media type in lower case, without parameters. */
	public String mediaType() {
		String contentType = this.headers.getOrDefault("content-type", UNKNOWN);
		int end = contentType.indexOf(';');
		String plain = ((end < 0) ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
		return plain.isEmpty() ? UNKNOWN : plain;
	}

	/** Whether the body is UTF-8 with no control characters but line breaks and tabs. */
	public boolean hasReadableBody() {
		return BoundedBody.isReadableText(this.body);
	}

	/** The body as text in the charset of the Content-Type header, or else in UTF-8. */
	public String bodyAsText() {
		String text = new String(this.body, findCharset());
		return text.startsWith("\ufeff") ? text.substring(1) : text;
	}

	private Charset findCharset() {
		try {
			Charset named = MediaType.parseMediaType(this.headers.getOrDefault("content-type", UNKNOWN)).getCharset();
			return (named != null) ? named : StandardCharsets.UTF_8;
		}
		catch (InvalidMediaTypeException _) {
			return StandardCharsets.UTF_8;
		}
	}

	@Override
	public String toString() {
		return this.status + " from " + this.shownUrl;
	}

}
