package io.connectorservice.connector.web;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Lets in only as many large bodies at once as memory holds, so that a few big API
 * descriptions cannot end the service for everybody.
 */
final class LargeBodies implements HandlerInterceptor {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

	// as measured with a description of 13 MB: its bytes, its tree and its way to the
	// database
	private static final long BYTES_EACH = 128L << 20;

	private final long large;

	private final Duration patience;

	private final Semaphore places;

	/**
	 * Keeps places for large bodies.
	 * @param large bytes from which a body is one
	 * @param places large bodies at once
	 * @param patience how long one waits for a place
	 */
	LargeBodies(long large, int places, Duration patience) {
		this.large = large;
		this.patience = patience;
		this.places = new Semaphore(places, true);
	}

	/** How many fit into a heap, beside what the service itself needs. */
	static int placesIn(long heapBytes) {
		return (int) Math.clamp(heapBytes / BYTES_EACH - 1, 1, 1000);
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
			throws InterruptedException {
		if (isLarge(request) && !this.places.tryAcquire(this.patience.toNanos(), TimeUnit.NANOSECONDS)) {
			throw ProblemException
				.of(ProblemCode.TOO_MANY_REQUESTS, "Other large requests are under way; try again in a moment.")
				.withRetryAfter(RETRY_AFTER);
		}
		return true;
	}

	@Override
	public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
			@Nullable Exception failure) {
		if (isLarge(request)) {
			this.places.release();
		}
	}

	// a body that does not announce its length may have any
	private boolean isLarge(HttpServletRequest request) {
		return request.getContentLengthLong() > this.large || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
	}

}
