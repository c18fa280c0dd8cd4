package io.connectorservice.connector.web;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

import io.connectorservice.problem.ProblemCode;
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

	private final LargeBodies gate = new LargeBodies(10, 1, Duration.ofSeconds(1));

	@Test
	void refusesALargeBodyWhileAnotherIsUnderWayAndSaysWhenToComeBack() throws IOException {
		read(body(11));
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> read(body(11)))
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ProblemCode.TOO_MANY_REQUESTS))
			.satisfies((refused) -> assertThat(refused.retryAfter()).isPositive());
	}

	@Test
	void letsTheNextOneInAfterTheFirstHasEnded() throws IOException {
		MockHttpServletRequest first = body(11);
		read(first);
		leave(first);
		assertThat(read(body(11))).hasSize(11);
	}

	@Test
	void givesAPlaceBackOnce() throws IOException {
		MockHttpServletRequest first = body(11);
		read(first);
		leave(first);
		leave(first);
		read(body(11));
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> read(body(11)));
	}

	@Test
	void keepsAPlaceForALargeAnswerUntilItIsWritten() throws IOException {
		MockHttpServletRequest reading = body(0);
		this.gate.admit(reading);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> this.gate.admit(body(0)));
		leave(reading);
		MockHttpServletRequest changing = body(11);
		read(changing);
		this.gate.admit(changing);
		leave(changing);
		this.gate.admit(body(0));
	}

	@Test
	void letsSmallBodiesPass() throws IOException {
		read(body(11));
		MockHttpServletRequest small = body(10);
		assertThat(read(small)).hasSize(10);
		leave(small);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> read(body(11)));
	}

	@Test
	void givesNoPlaceToABodyThatOnlyAnnouncesItsSize() throws IOException {
		InputStream announced = this.gate.body(body(1000));
		announced.readNBytes(10);
		assertThat(read(body(11))).hasSize(11);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(announced::readAllBytes);
	}

	@Test
	void givesUpABodyThatTakesAPlaceAndThenItsTime() throws IOException {
		LargeBodies hasty = new LargeBodies(10, 1, Duration.ofNanos(1));
		InputStream large = hasty.body(body(1000));
		large.readNBytes(10);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(large::readAllBytes)
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ProblemCode.REQUEST_TIMEOUT));
	}

	@ParameterizedTest
	@CsvSource({ "64, 1", "256, 1", "384, 2", "1024, 7", "1048576, 1000" })
	void hasAsManyPlacesAsTheHeapHolds(long megabytes, int places) {
		assertThat(LargeBodies.placesIn(megabytes << 20)).isEqualTo(places);
	}

	private byte[] read(MockHttpServletRequest request) throws IOException {
		return this.gate.body(request).readAllBytes();
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
