package io.connectorservice.outbound;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Retry-After header (RFC 9110, 10.2.3), which holds a date or seconds.
 *
 * @param value the header's value as it was received
 */
public record RetryAfter(String value) {

	private static final Duration LONGEST = Duration.ofHours(24);

	private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})?");

	/**
	 * Returns the requested delay, at most 24 hours, or nothing if the value cannot be
	 * parsed. Fractions of a second, which some services send, are rounded up.
	 */
	public Optional<Duration> findDelay(Clock clock) {
		String text = this.value.strip();
		Optional<Duration> delay = SECONDS.matcher(text).matches() ? Optional.of(parseSeconds(text))
				: durationUntil(text, clock);
		return delay.map((asked) -> (asked.compareTo(LONGEST) < 0) ? asked : LONGEST);
	}

	private static Duration parseSeconds(String text) {
		return Duration.ofSeconds(new BigDecimal(text).setScale(0, RoundingMode.CEILING).longValueExact());
	}

	private static Optional<Duration> durationUntil(String date, Clock clock) {
		try {
			Duration untilDate = Duration.between(clock.instant(),
					ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
			return Optional.of(untilDate.isNegative() ? Duration.ZERO : untilDate);
		}
		catch (DateTimeException _) {
			return Optional.empty();
		}
	}

}
