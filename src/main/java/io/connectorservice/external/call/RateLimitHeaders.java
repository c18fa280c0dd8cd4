package io.connectorservice.external.call;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.connectorservice.outbound.OutboundResponse;

/**
 * Reads the IETF RateLimit headers and their X- predecessors, for services whose headers
 * the catalog does not name. Values that cannot be parsed are ignored.
 */
final class RateLimitHeaders {

	private static final Duration LONGEST = Duration.ofDays(1);

	private static final List<String> PREFIXES = List.of("ratelimit-", "x-ratelimit-", "x-rate-limit-");

	// "default";r=0;t=30 since draft 8; limit=100, remaining=0, reset=30 before
	private static final Pattern REMAINING = Pattern.compile("(?:^|[;,\\s])(?:r|remaining)=(\\d{1,9})(?=$|[;,\\s])");

	private static final Pattern RESET = Pattern.compile("(?:^|[;,\\s])(?:t|reset)=(\\d{1,9})(?=$|[;,\\s])");

	private static final Pattern NUMBER = Pattern.compile("\\d{1,13}");

	private final Clock clock;

	RateLimitHeaders(Clock clock) {
		this.clock = clock;
	}

	/**
	 * The time until calls are allowed again; empty where they are, or where it is
	 * unknown.
	 */
	Optional<Duration> untilMore(OutboundResponse response) {
		return PREFIXES.stream()
			.flatMap((prefix) -> byTwoHeaders(response, prefix).stream())
			.findFirst()
			.or(() -> response.findHeader("ratelimit").flatMap(RateLimitHeaders::byOneHeader))
			.filter((wait) -> wait.isPositive() && wait.compareTo(LONGEST) <= 0);
	}

	private Optional<Duration> byTwoHeaders(OutboundResponse response, String prefix) {
		return response.findHeader(prefix + "remaining")
			.filter((remaining) -> remaining.strip().equals("0"))
			.flatMap((_) -> response.findHeader(prefix + "reset"))
			.map(String::strip)
			.filter((reset) -> NUMBER.matcher(reset).matches())
			.map((reset) -> until(Long.parseLong(reset)));
	}

	// older headers hold either seconds or a point in time, without saying which
	private Duration until(long reset) {
		if (reset < 100_000_000) {
			return Duration.ofSeconds(reset);
		}
		Instant moment = (reset < 100_000_000_000L) ? Instant.ofEpochSecond(reset) : Instant.ofEpochMilli(reset);
		return Duration.between(this.clock.instant(), moment);
	}

	// of several policies the one counts that is used up for the longest time
	private static Optional<Duration> byOneHeader(String header) {
		List<String> policies = header.contains(";") ? List.of(header.split(",", -1)) : List.of(header);
		return policies.stream()
			.filter((policy) -> number(REMAINING, policy).filter((remaining) -> remaining == 0).isPresent())
			.flatMap((policy) -> number(RESET, policy).stream())
			.max(Long::compare)
			.map(Duration::ofSeconds);
	}

	private static Optional<Long> number(Pattern pattern, String text) {
		Matcher found = pattern.matcher(text);
		return found.find() ? Optional.of(Long.parseLong(found.group(1))) : Optional.empty();
	}

}
