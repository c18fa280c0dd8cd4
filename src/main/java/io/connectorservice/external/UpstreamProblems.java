package io.connectorservice.external;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

import io.connectorservice.outbound.OutboundFailure;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Tells callers what went wrong outside.
 */
final class UpstreamProblems {

	private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(24);

	private UpstreamProblems() {
	}

	/** An answer that is no success. */
	static ProblemException of(OutboundResponse answer, Clock clock) {
		ProblemCode code = (answer.status() < 400) ? ProblemCode.UPSTREAM_REDIRECT : ProblemCode.UPSTREAM_ERROR;
		return ProblemException.of(code, "The external service answered with status " + answer.status() + ".")
			.withExtension("upstream", Answers.shown(answer))
			.withRetryAfter(retryAfter(answer.headers().get("retry-after"), clock));
	}

	/** No answer. */
	static ProblemException of(OutboundFailure failure) {
		ProblemCode code = switch (failure.kind()) {
			case UNREACHABLE -> ProblemCode.UPSTREAM_UNREACHABLE;
			case TIMEOUT -> ProblemCode.UPSTREAM_TIMEOUT;
			case TOO_LARGE -> ProblemCode.UPSTREAM_TOO_LARGE;
			case FORBIDDEN -> ProblemCode.EGRESS_FORBIDDEN;
		};
		return ProblemException.of(code, failure.getMessage());
	}

	/** No answer to what may have been done all the same. */
	static ProblemException outcomeUnknown(OutboundFailure failure) {
		return ProblemException.of(ProblemCode.OUTCOME_UNKNOWN, "The action was sent, but no usable answer came: "
				+ failure.getMessage() + " It may have been done; look before you try again.");
	}

	/** Both of the header's forms (RFC 9110, 10.2.3), clamped to a day. */
	static @Nullable Duration retryAfter(@Nullable String value, Clock clock) {
		if (value == null) {
			return null;
		}
		Duration asked = value.strip().matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(value.strip()))
				: until(value.strip(), clock);
		return (asked == null || asked.compareTo(LONGEST_RETRY_AFTER) < 0) ? asked : LONGEST_RETRY_AFTER;
	}

	private static @Nullable Duration until(String date, Clock clock) {
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
