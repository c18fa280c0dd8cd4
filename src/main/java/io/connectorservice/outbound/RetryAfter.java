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
 * How long a service asks callers to wait (RFC 9110, 10.2.3), in both of the header's
 * forms and in fractions of seconds, which are rounded up; clamped to a day.
 */
public final class RetryAfter {

	private static final Duration LONGEST = Duration.ofHours(24);

	private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})?");

	private RetryAfter() {
	}

	/** The wait that the header's value asks for; none where it says nothing readable. */
	public static @Nullable Duration parseHeader(@Nullable String value, Clock clock) {
		if (value == null) {
			return null;
		}
		String text = value.strip();
		Duration asked = SECONDS.matcher(text).matches() ? parseSeconds(text) : durationUntil(text, clock);
		return (asked == null || asked.compareTo(LONGEST) < 0) ? asked : LONGEST;
	}

	private static Duration parseSeconds(String text) {
		return Duration.ofSeconds(new BigDecimal(text).setScale(0, RoundingMode.CEILING).longValueExact());
	}

	private static @Nullable Duration durationUntil(String date, Clock clock) {
		try {
			Duration left = Duration.between(clock.instant(),
					ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
			return left.isNegative() ? Duration.ZERO : left;
		}
		catch (DateTimeException _) {
			return null;
		}
	}

}
