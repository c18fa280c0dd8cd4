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
 * Lets in only as many large bodies at once as memory holds, so that a few big API
 * descriptions cannot end the service for everybody. A body is large once it has come so
 * far, whatever it announces: who only says so takes nobody's place.
 */
final class LargeBodyLimiter implements HandlerInterceptor {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

	private static final String PLACE = LargeBodyLimiter.class.getName();

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
	 * @param patience how long one waits for a place, and how long the rest of a body may
	 * take that has one
	 */
	LargeBodyLimiter(long large, int places, Duration patience) {
		this.large = large;
		this.patience = patience;
		this.places = new Semaphore(places, true);
	}

	/** How many fit into a heap, beside what the service itself needs. */
	static int computePermits(long heapBytes) {
		return (int) Math.clamp(heapBytes / BYTES_EACH - 1, 1, 1000);
	}

	/** The request's body, which stops at the gate when it turns out to be large. */
	InputStream openBody(HttpServletRequest request) throws IOException {
		return new Gated(request, request.getInputStream());
	}

	/** Bytes from which a body is large. */
	long thresholdBytes() {
		return this.large;
	}

	/**
	 * Waits for a place for an answer that is as large; it is kept until the answer is
	 * written.
	 */
	void acquireForResponse(HttpServletRequest request) throws IOException {
		if (request.getAttribute(PLACE) == null) {
			acquirePermit(request);
		}
	}

	private void acquirePermit(HttpServletRequest request) throws IOException {
		try {
			if (!this.places.tryAcquire(this.patience.toNanos(), TimeUnit.NANOSECONDS)) {
				throw ProblemException
					.of(ProblemCode.TOO_MANY_REQUESTS, "Other large requests are under way; try again in a moment.")
					.withRetryAfter(RETRY_AFTER);
			}
			request.setAttribute(PLACE, true);
		}
		catch (InterruptedException interrupted) {
			Thread.currentThread().interrupt();
			throw new IOException(interrupted);
		}
	}

	@Override
	public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
			@Nullable Exception failure) {
		if (request.getAttribute(PLACE) != null) {
			request.removeAttribute(PLACE);
			this.places.release();
		}
	}

	/**
	 * Reads on past the mark only with a place, and then only while it is quick.
	 */
	private final class Gated extends InputStream {

		private final HttpServletRequest request;

		private final InputStream in;

		private long count;

		private long entered;

		Gated(HttpServletRequest request, InputStream in) {
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
			boolean small = this.count <= LargeBodyLimiter.this.large;
			this.count += Math.max(read, 0);
			if (small && this.count > LargeBodyLimiter.this.large) {
				acquirePermit(this.request);
				this.entered = System.nanoTime();
			}
			else if (!small && System.nanoTime() - this.entered > LargeBodyLimiter.this.patience.toNanos()) {
				throw ProblemException.of(ProblemCode.REQUEST_TIMEOUT,
						"The rest of the body did not come in time; send it faster.");
			}
			return read;
		}

	}

}
