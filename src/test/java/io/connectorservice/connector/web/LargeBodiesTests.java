package io.connectorservice.connector.web;

import java.time.Duration;

import io.connectorservice.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LargeBodiesTests {

	private static final Object HANDLER = new Object();

	private final LargeBodies gate = new LargeBodies(10, 1, Duration.ZERO);

	@Test
	void refusesALargeBodyWhileAnotherIsUnderWayAndSaysWhenToComeBack() throws InterruptedException {
		enter(body(11));
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> enter(body(11)))
			.satisfies((refused) -> assertThat(refused.retryAfter()).isPositive());
	}

	@Test
	void letsTheNextOneInAfterTheFirstHasEnded() throws InterruptedException {
		MockHttpServletRequest first = body(11);
		enter(first);
		leave(first);
		assertThat(enter(body(11))).isTrue();
	}

	@Test
	void letsSmallBodiesPass() throws InterruptedException {
		enter(body(11));
		MockHttpServletRequest small = body(10);
		assertThat(enter(small)).isTrue();
		leave(small);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> enter(body(11)));
	}

	@Test
	void takesABodyOfUnknownLengthForALargeOne() throws InterruptedException {
		enter(body(11));
		MockHttpServletRequest chunked = new MockHttpServletRequest();
		chunked.addHeader("Transfer-Encoding", "chunked");
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> enter(chunked));
	}

	@ParameterizedTest
	@CsvSource({ "64, 1", "256, 1", "384, 2", "1024, 7", "1048576, 1000" })
	void hasAsManyPlacesAsTheHeapHolds(long megabytes, int places) {
		assertThat(LargeBodies.placesIn(megabytes << 20)).isEqualTo(places);
	}

	private boolean enter(MockHttpServletRequest request) throws InterruptedException {
		return this.gate.preHandle(request, new MockHttpServletResponse(), HANDLER);
	}

	private void leave(MockHttpServletRequest request) {
		this.gate.afterCompletion(request, new MockHttpServletResponse(), HANDLER, null);
	}

	private static MockHttpServletRequest body(int bytes) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setContent(new byte[bytes]);
		return request;
	}

}
