package io.connectorservice.connector.web;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Limits how many large bodies are processed at once, so that a few large API
 * descriptions cannot exhaust the memory. A body counts as large once that many bytes
 * have arrived; Content-Length alone takes no permit.
 */
final class LargeBodyLimiter implements HandlerInterceptor {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

	private static final String PERMIT = LargeBodyLimiter.class.getName();

	// measured with a description of 13 MB: its bytes, its JSON tree, and the copy
	// sent to the database
	private static final long BYTES_EACH = 128L << 20;

	private final long threshold;

	private final Duration timeout;

	private final Semaphore permits;

	/**
	 * Creates a limiter.
	 * @param threshold the size in bytes above which a body is large
	 * @param permits how many large bodies are processed at once
	 * @param timeout how long a body waits for a permit, and how long the rest of it may
	 * then take to arrive
	 */
	LargeBodyLimiter(long threshold, int permits, Duration timeout) {
		this.threshold = threshold;
		this.timeout = timeout;
		this.permits = new Semaphore(permits, true);
	}

	/** Computes how many large bodies fit into a heap beside the service itself. */
	static int computePermits(long heapBytes) {
		return (int) Math.clamp(heapBytes / BYTES_EACH - 1, 1, 1000);
	}

	/** Opens the request's body, whose reads wait for a permit once it becomes large. */
	InputStream openBody(HttpServletRequest request) throws IOException {
		return new LimitedStream(request, request.getInputStream());
	}

	/** The size in bytes above which a body is large. */
	long thresholdBytes() {
		return this.threshold;
	}

	/**
	 * Waits for a permit for a large response, and holds it until the response is
	 * written.
	 */
	void acquireForResponse(HttpServletRequest request) throws IOException {
		if (request.getAttribute(PERMIT) == null) {
			acquirePermit(request);
		}
	}

	private void acquirePermit(HttpServletRequest request) throws IOException {
		try {
			if (!this.permits.tryAcquire(this.timeout.toNanos(), TimeUnit.NANOSECONDS)) {
				throw ProblemException
					.of(ProblemCode.TOO_MANY_REQUESTS, "Other large requests are under way; try again in a moment.")
					.withRetryAfter(RETRY_AFTER);
			}
			request.setAttribute(PERMIT, true);
		}
		catch (InterruptedException interrupted) {
			Thread.currentThread().interrupt();
			throw new IOException(interrupted);
		}
	}

	@Override
	public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
			@Nullable Exception failure) {
		if (request.getAttribute(PERMIT) != null) {
			request.removeAttribute(PERMIT);
			this.permits.release();
		}
	}

	/**
	 * Needs a permit to read beyond the threshold, and then a body that arrives in time.
	 */
	private final class LimitedStream extends InputStream {

		private final HttpServletRequest request;

		private final InputStream in;

		private long count;

		private long permittedAt;

		LimitedStream(HttpServletRequest request, InputStream in) {
			this.request = request;
			this.in = in;
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xFF;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			int read = this.in.read(buffer, offset, length);
			boolean small = this.count <= LargeBodyLimiter.this.threshold;
			this.count += Math.max(read, 0);
			if (small && this.count > LargeBodyLimiter.this.threshold) {
				acquirePermit(this.request);
				this.permittedAt = System.nanoTime();
			}
			else if (!small && System.nanoTime() - this.permittedAt > LargeBodyLimiter.this.timeout.toNanos()) {
				throw ProblemException.of(ProblemCode.REQUEST_TIMEOUT,
						"The rest of the body did not come in time; send it faster.");
			}
			return read;
		}

	}

}
