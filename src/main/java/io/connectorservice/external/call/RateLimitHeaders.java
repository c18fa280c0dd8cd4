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
 * How services tell of their rate limits of which nothing else is known: the headers of
 * the IETF's drafts, and those that came before them. What is not plain says nothing.
 */
final class RateLimitHeaders {

	private static final Duration LONGEST = Duration.ofDays(1);

	private static final List<String> PREFIXES = List.of("ratelimit-", "x-ratelimit-", "x-rate-limit-");

	// "default";r=0;t=30 (draft 8 on), limit=100, remaining=0, reset=30 (before)
	private static final Pattern REMAINING = Pattern.compile("(?:^|[;,\\s])(?:r|remaining)=(\\d{1,9})(?=$|[;,\\s])");

	private static final Pattern RESET = Pattern.compile("(?:^|[;,\\s])(?:t|reset)=(\\d{1,9})(?=$|[;,\\s])");

	private static final Pattern NUMBER = Pattern.compile("\\d{1,13}");

	private RateLimitHeaders() {
	}

	/** How long there are no calls left; empty where there are, or nobody says. */
	static Optional<Duration> untilMore(OutboundResponse answer, Clock clock) {
		return PREFIXES.stream()
			.flatMap((prefix) -> byTwoHeaders(answer, prefix, clock).stream())
			.findFirst()
			.or(() -> answer.findHeader("ratelimit").flatMap(RateLimitHeaders::byOneHeader))
			.filter((wait) -> wait.isPositive() && wait.compareTo(LONGEST) <= 0);
	}

	private static Optional<Duration> byTwoHeaders(OutboundResponse answer, String prefix, Clock clock) {
		return answer.findHeader(prefix + "remaining")
			.filter((remaining) -> remaining.strip().equals("0"))
			.flatMap((_) -> answer.findHeader(prefix + "reset"))
			.map(String::strip)
			.filter((reset) -> NUMBER.matcher(reset).matches())
			.map((reset) -> until(Long.parseLong(reset), clock));
	}

	// of the old headers some hold seconds, some a moment, and none says which
	private static Duration until(long reset, Clock clock) {
		if (reset < 100_000_000) {
			return Duration.ofSeconds(reset);
		}
		Instant moment = (reset < 100_000_000_000L) ? Instant.ofEpochSecond(reset) : Instant.ofEpochMilli(reset);
		return Duration.between(clock.instant(), moment);
	}

	// of several policies the one that is used up for longest
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
