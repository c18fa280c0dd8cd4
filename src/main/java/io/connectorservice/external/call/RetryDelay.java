package io.connectorservice.external.call;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.connectorservice.catalog.entry.Limits;
import io.connectorservice.catalog.entry.Limits.ResetAs;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.outbound.RetryAfter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How long a service asks to wait: by the standard header, else in the way in which it is
 * known to say so.
 */
public final class RetryDelay {

	private static final Duration LONGEST = Duration.ofHours(24);

	/** What is used up by a call that was not refused says little: windows may slide. */
	private static final Duration LONGEST_UNREFUSED = Duration.ofSeconds(1);

	private RetryDelay() {
	}

	/** Whether the service refused a call because there were too many. */
	static boolean isLimited(OutboundResponse answer, Limits limits, Clock clock) {
		return answer.status() == 429 || (answer.status() == 403 && hasNoneLeft(answer, limits, clock));
	}

	private static boolean hasNoneLeft(OutboundResponse answer, Limits limits, Clock clock) {
		return (limits.remainingHeader() == null) ? RateLimitHeaders.untilMore(answer, clock).isPresent()
				: header(answer, limits.remainingHeader()).filter("0"::equals).isPresent();
	}

	/** How long no more calls are wanted after this one. */
	static Optional<Duration> untilMore(OutboundResponse answer, Limits limits, Clock clock) {
		if (isLimited(answer, limits, clock)) {
			return Optional.ofNullable(of(answer, limits, clock));
		}
		if (answer.status() >= 400 || !hasNoneLeft(answer, limits, clock)) {
			return Optional.empty();
		}
		boolean known = limits.remainingHeader() != null;
		return untilReset(answer, limits, clock).map(RetryDelay::clamped)
			.map((wait) -> (known || wait.compareTo(LONGEST_UNREFUSED) < 0) ? wait : LONGEST_UNREFUSED);
	}

	/** The wait that an answer asks for; none where it asks for none. */
	static @Nullable public Duration of(OutboundResponse answer, Limits limits, Clock clock) {
		Duration standard = RetryAfter.parseHeader(answer.findHeader("retry-after").orElse(null), clock);
		if (standard != null || answer.status() < 400) {
			return standard;
		}
		return inBody(answer, limits)
			.or(() -> isLimited(answer, limits, clock) ? untilReset(answer, limits, clock) : Optional.empty())
			.map(RetryDelay::clamped)
			.orElse(null);
	}

	private static Optional<Duration> inBody(OutboundResponse answer, Limits limits) {
		return Optional.ofNullable(limits.retryAfter())
			.flatMap((pointer) -> ResponseReader.parseJson(answer).map((body) -> body.at(pointer)))
			.filter(JsonNode::isNumber)
			.map((seconds) -> Duration.ofMillis((long) (seconds.asDouble() * 1000)));
	}

	private static Optional<Duration> untilReset(OutboundResponse answer, Limits limits, Clock clock) {
		return (limits.resetHeader() == null) ? RateLimitHeaders.untilMore(answer, clock)
				: known(answer, limits, clock);
	}

	private static Optional<Duration> known(OutboundResponse answer, Limits limits, Clock clock) {
		return header(answer, limits.resetHeader())
			.flatMap((value) -> Optional.ofNullable(limits.resetAs()).flatMap((as) -> read(value, as, clock)));
	}

	private static Optional<String> header(OutboundResponse answer, @Nullable String name) {
		return Optional.ofNullable(name).flatMap(answer::findHeader).map(String::strip);
	}

	private static Optional<Duration> read(String value, ResetAs as, Clock clock) {
		try {
			return Optional.ofNullable(switch (as) {
				case SECONDS -> Duration.ofMillis((long) (Double.parseDouble(value) * 1000));
				case MILLISECONDS -> Duration.ofMillis(Long.parseLong(value));
				case EPOCH_SECONDS -> until(Instant.ofEpochSecond((long) Double.parseDouble(value)), clock);
				case EPOCH_MILLISECONDS -> until(Instant.ofEpochMilli(Long.parseLong(value)), clock);
				case ISO_8601 -> until(Instant.parse(value), clock);
				case HTTP_DATE -> RetryAfter.parseHeader(value, clock);
			});
		}
		catch (NumberFormatException | DateTimeException | ArithmeticException _) {
			return Optional.empty();
		}
	}

	private static Duration until(Instant moment, Clock clock) {
		return Duration.between(clock.instant(), moment);
	}

	private static Duration clamped(Duration asked) {
		if (asked.isNegative()) {
			return Duration.ZERO;
		}
		return (asked.compareTo(LONGEST) < 0) ? asked : LONGEST;
	}

}
