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

import org.springframework.stereotype.Component;

/**
 * Reads from a response how long the service asks to wait: from Retry-After, else from
 * the headers and fields that the catalog names for the service, else from the common
 * rate limit headers.
 */
@Component
public final class RetryDelayReader {

	private static final Duration MAX_DELAY = Duration.ofHours(24);

	/**
	 * The longest cooldown after a call that was not refused and whose service is not in
	 * the catalog: the window may slide, so that more calls are allowed soon.
	 */
	private static final Duration MAX_UNREFUSED = Duration.ofSeconds(1);

	private final Clock clock;

	private final RateLimitHeaders commonHeaders;

	RetryDelayReader(Clock clock) {
		this.clock = clock;
		this.commonHeaders = new RateLimitHeaders(clock);
	}

	/** Whether the service refused a call because there were too many. */
	boolean isRateLimited(OutboundResponse response, Limits limits) {
		return response.status() == 429 || (response.status() == 403 && isQuotaUsedUp(response, limits));
	}

	private boolean isQuotaUsedUp(OutboundResponse response, Limits limits) {
		return (limits.remainingHeader() == null) ? this.commonHeaders.untilMore(response).isPresent()
				: findHeader(response, limits.remainingHeader()).filter("0"::equals).isPresent();
	}

	/** For how long the service wants no further calls after this response. */
	Optional<Duration> findCooldown(OutboundResponse response, Limits limits) {
		if (isRateLimited(response, limits)) {
			return Optional.ofNullable(findDelay(response, limits));
		}
		if (response.status() >= 400 || !isQuotaUsedUp(response, limits)) {
			return Optional.empty();
		}
		boolean known = limits.remainingHeader() != null;
		return findReset(response, limits).map(RetryDelayReader::clamp)
			.map((wait) -> (known || wait.compareTo(MAX_UNREFUSED) < 0) ? wait : MAX_UNREFUSED);
	}

	/** The delay that a response asks for; null where it asks for none. */
	public @Nullable Duration findDelay(OutboundResponse response, Limits limits) {
		Duration standard = response.findRetryAfter(this.clock).orElse(null);
		if (standard != null || response.status() < 400) {
			return standard;
		}
		return findDelayInBody(response, limits)
			.or(() -> isRateLimited(response, limits) ? findReset(response, limits) : Optional.empty())
			.map(RetryDelayReader::clamp)
			.orElse(null);
	}

	private static Optional<Duration> findDelayInBody(OutboundResponse response, Limits limits) {
		return Optional.ofNullable(limits.retryAfter())
			.flatMap((pointer) -> ResponseBody.of(response).json().map((body) -> body.at(pointer)))
			.filter(JsonNode::isNumber)
			.map((seconds) -> Duration.ofMillis((long) (seconds.asDouble() * 1000)));
	}

	private Optional<Duration> findReset(OutboundResponse response, Limits limits) {
		return (limits.resetHeader() == null) ? this.commonHeaders.untilMore(response)
				: readKnownReset(response, limits);
	}

	private Optional<Duration> readKnownReset(OutboundResponse response, Limits limits) {
		return findHeader(response, limits.resetHeader())
			.flatMap((value) -> Optional.ofNullable(limits.resetAs()).flatMap((as) -> parseReset(value, as)));
	}

	private static Optional<String> findHeader(OutboundResponse response, @Nullable String name) {
		return Optional.ofNullable(name).flatMap(response::findHeader).map(String::strip);
	}

	private Optional<Duration> parseReset(String value, ResetAs as) {
		try {
			return switch (as) {
				case SECONDS -> Optional.of(Duration.ofMillis((long) (Double.parseDouble(value) * 1000)));
				case MILLISECONDS -> Optional.of(Duration.ofMillis(Long.parseLong(value)));
				case EPOCH_SECONDS -> durationUntil(Instant.ofEpochSecond((long) Double.parseDouble(value)));
				case EPOCH_MILLISECONDS -> durationUntil(Instant.ofEpochMilli(Long.parseLong(value)));
				case ISO_8601 -> durationUntil(Instant.parse(value));
				case HTTP_DATE -> new RetryAfter(value).findDelay(this.clock);
			};
		}
		catch (NumberFormatException | DateTimeException | ArithmeticException _) {
			return Optional.empty();
		}
	}

	private Optional<Duration> durationUntil(Instant moment) {
		return Optional.of(Duration.between(this.clock.instant(), moment));
	}

	private static Duration clamp(Duration asked) {
		if (asked.isNegative()) {
			return Duration.ZERO;
		}
		return (asked.compareTo(MAX_DELAY) < 0) ? asked : MAX_DELAY;
	}

}
