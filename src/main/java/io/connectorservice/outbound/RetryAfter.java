package io.connectorservice.outbound;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads the Retry-After header (RFC 9110, 10.2.3) as a date or as seconds. Fractions of a
 * second, which some services send, are rounded up; the result is at most 24 hours.
 */
public final class RetryAfter {

	private static final Duration LONGEST = Duration.ofHours(24);

	private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})?");

	private RetryAfter() {
	}

	/**
	 * Returns the requested delay, or null if the value is missing or cannot be parsed.
	 */
	public static @Nullable Duration parseHeader(@Nullable String value, Clock clock) {
		if (value == null) {
			return null;
		}
		String text = value.strip();
		Duration delay = SECONDS.matcher(text).matches() ? parseSeconds(text) : durationUntil(text, clock);
		return (delay == null || delay.compareTo(LONGEST) < 0) ? delay : LONGEST;
	}

	private static Duration parseSeconds(String text) {
		return Duration.ofSeconds(new BigDecimal(text).setScale(0, RoundingMode.CEILING).longValueExact());
	}

	private static @Nullable Duration durationUntil(String date, Clock clock) {
		try {
			Duration untilDate = Duration.between(clock.instant(),
					ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
			return untilDate.isNegative() ? Duration.ZERO : untilDate;
		}
		catch (DateTimeException _) {
			return null;
		}
	}

}
