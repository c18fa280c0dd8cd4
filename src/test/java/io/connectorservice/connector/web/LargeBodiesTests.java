package io.connectorservice.connector.web;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ConcurrentTestClass
class LargeBodiesTests {

	private static final Object HANDLER = new Object();

	private final LargeBodyLimiter gate = new LargeBodyLimiter(10, 1, Duration.ofSeconds(1));

	@Test
	void rejectsConcurrentLargeBodyWithRetryAfter() throws IOException {
		read(body(11));
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> read(body(11)))
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ProblemCode.TOO_MANY_REQUESTS))
			.satisfies((refused) -> assertThat(refused.retryAfter()).isPositive());
	}

	@Test
	void admitsNextBodyAfterRelease() throws IOException {
		MockHttpServletRequest first = body(11);
		read(first);
		release(first);
		assertThat(read(body(11))).hasSize(11);
	}

	@Test
	void releasesPermitOnlyOnce() throws IOException {
		MockHttpServletRequest first = body(11);
		read(first);
		release(first);
		release(first);
		read(body(11));
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> read(body(11)));
	}

	@Test
	void holdsPermitUntilLargeResponseIsWritten() throws IOException {
		MockHttpServletRequest reading = body(0);
		this.gate.acquireForResponse(reading);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> this.gate.acquireForResponse(body(0)));
		release(reading);
		MockHttpServletRequest changing = body(11);
		read(changing);
		this.gate.acquireForResponse(changing);
		release(changing);
		this.gate.acquireForResponse(body(0));
	}

	@Test
	void admitsSmallBodiesWithoutPermit() throws IOException {
		read(body(11));
		MockHttpServletRequest small = body(10);
		assertThat(read(small)).hasSize(10);
		release(small);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> read(body(11)));
	}

	@Test
	void acquiresNoPermitForContentLengthAlone() throws IOException {
		InputStream announced = this.gate.openBody(body(1000));
		announced.readNBytes(10);
		assertThat(read(body(11))).hasSize(11);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(announced::readAllBytes);
	}

	@Test
	void timesOutSlowLargeBody() throws IOException {
		LargeBodyLimiter hasty = new LargeBodyLimiter(10, 1, Duration.ofNanos(1));
		InputStream large = hasty.openBody(body(1000));
		large.readNBytes(10);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(large::readAllBytes)
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ProblemCode.REQUEST_TIMEOUT));
	}

	@ParameterizedTest
	@CsvSource({ "64, 1", "256, 1", "384, 2", "1024, 7", "1048576, 1000" })
	void scalesPermitsWithHeap(long megabytes, int places) {
		assertThat(LargeBodyLimiter.computePermits(megabytes << 20)).isEqualTo(places);
	}

	private byte[] read(MockHttpServletRequest request) throws IOException {
		return this.gate.openBody(request).readAllBytes();
	}

	private void release(MockHttpServletRequest request) {
		this.gate.afterCompletion(request, new MockHttpServletResponse(), HANDLER, null);
	}

	private static MockHttpServletRequest body(int bytes) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setContent(new byte[bytes]);
		return request;
	}

}
