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
 * Reads from a response how long the service asks to wait: from Retry-After, else from
 * the headers and fields that the catalog names for the service, else from the common
 * rate limit headers.
 */
public final class RetryDelay {

	private static final Duration MAX_DELAY = Duration.ofHours(24);

	/**
	 * The longest cooldown after a call that was not refused and whose service is not in
	 * the catalog: the window may slide, so that more calls are allowed soon.
	 */
	private static final Duration MAX_UNREFUSED = Duration.ofSeconds(1);

	private RetryDelay() {
	}

	/** Whether the service refused a call because there were too many. */
	static boolean isRateLimited(OutboundResponse response, Limits limits, Clock clock) {
		return response.status() == 429 || (response.status() == 403 && isQuotaUsedUp(response, limits, clock));
	}

	private static boolean isQuotaUsedUp(OutboundResponse response, Limits limits, Clock clock) {
		return (limits.remainingHeader() == null) ? RateLimitHeaders.untilMore(response, clock).isPresent()
				: findHeader(response, limits.remainingHeader()).filter("0"::equals).isPresent();
	}

	/** For how long the service wants no further calls after this response. */
	static Optional<Duration> findCooldown(OutboundResponse response, Limits limits, Clock clock) {
		if (isRateLimited(response, limits, clock)) {
			return Optional.ofNullable(findDelay(response, limits, clock));
		}
		if (response.status() >= 400 || !isQuotaUsedUp(response, limits, clock)) {
			return Optional.empty();
		}
		boolean known = limits.remainingHeader() != null;
		return findReset(response, limits, clock).map(RetryDelay::clamp)
			.map((wait) -> (known || wait.compareTo(MAX_UNREFUSED) < 0) ? wait : MAX_UNREFUSED);
	}

	/** The delay that a response asks for; null where it asks for none. */
	public static @Nullable Duration findDelay(OutboundResponse response, Limits limits, Clock clock) {
		Duration standard = RetryAfter.parseHeader(response.findHeader("retry-after").orElse(null), clock);
		if (standard != null || response.status() < 400) {
			return standard;
		}
		return findDelayInBody(response, limits)
			.or(() -> isRateLimited(response, limits, clock) ? findReset(response, limits, clock) : Optional.empty())
			.map(RetryDelay::clamp)
			.orElse(null);
	}

	private static Optional<Duration> findDelayInBody(OutboundResponse response, Limits limits) {
		return Optional.ofNullable(limits.retryAfter())
			.flatMap((pointer) -> ResponseReader.parseJson(response).map((body) -> body.at(pointer)))
			.filter(JsonNode::isNumber)
			.map((seconds) -> Duration.ofMillis((long) (seconds.asDouble() * 1000)));
	}

	private static Optional<Duration> findReset(OutboundResponse response, Limits limits, Clock clock) {
		return (limits.resetHeader() == null) ? RateLimitHeaders.untilMore(response, clock)
				: readKnownReset(response, limits, clock);
	}

	private static Optional<Duration> readKnownReset(OutboundResponse response, Limits limits, Clock clock) {
		return findHeader(response, limits.resetHeader())
			.flatMap((value) -> Optional.ofNullable(limits.resetAs()).flatMap((as) -> parseReset(value, as, clock)));
	}

	private static Optional<String> findHeader(OutboundResponse response, @Nullable String name) {
		return Optional.ofNullable(name).flatMap(response::findHeader).map(String::strip);
	}

	private static Optional<Duration> parseReset(String value, ResetAs as, Clock clock) {
		try {
			return Optional.ofNullable(switch (as) {
				case SECONDS -> Duration.ofMillis((long) (Double.parseDouble(value) * 1000));
				case MILLISECONDS -> Duration.ofMillis(Long.parseLong(value));
				case EPOCH_SECONDS -> durationUntil(Instant.ofEpochSecond((long) Double.parseDouble(value)), clock);
				case EPOCH_MILLISECONDS -> durationUntil(Instant.ofEpochMilli(Long.parseLong(value)), clock);
				case ISO_8601 -> durationUntil(Instant.parse(value), clock);
				case HTTP_DATE -> RetryAfter.parseHeader(value, clock);
			});
		}
		catch (NumberFormatException | DateTimeException | ArithmeticException _) {
			return Optional.empty();
		}
	}

	private static Duration durationUntil(Instant moment, Clock clock) {
		return Duration.between(clock.instant(), moment);
	}

	private static Duration clamp(Duration asked) {
		if (asked.isNegative()) {
			return Duration.ZERO;
		}
		return (asked.compareTo(MAX_DELAY) < 0) ? asked : MAX_DELAY;
	}

}
