package io.connectorservice.security.slowclient;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.stream.Stream;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.mock.web.DelegatingServletInputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

class DeadlineInputStreamTests {

	@Test
	void readsSingleBytesUntilEnd() throws IOException {
		DeadlineInputStream body = open(new ByteArrayInputStream(new byte[] { (byte) 200, 7 }), Duration.ofMinutes(5));
		assertThat(body.read()).isEqualTo(200);
		assertThat(body.read()).isEqualTo(7);
		assertThat(body.read()).isEqualTo(-1);
	}

	@Test
	void rejectsBodyAfterDeadline() {
		assertRequestTimeout(open(new ByteArrayInputStream(new byte[1]), Duration.ofMinutes(-5)));
	}

	static Stream<IOException> timeouts() {
		return Stream.of(new SocketTimeoutException("Read timed out"),
				new IOException(new SocketTimeoutException("Read timed out")));
	}

	@ParameterizedTest
	@MethodSource("timeouts")
	void rejectsBodyWhenReadTimesOut(IOException timeout) {
		assertRequestTimeout(open(failing(timeout), Duration.ofMinutes(5)));
	}

	@Test
	void passesOtherFailuresOn() {
		IOException reset = new IOException("Connection reset");
		DeadlineInputStream body = open(failing(reset), Duration.ofMinutes(5));
		assertThatIOException().isThrownBy(body::read).isSameAs(reset);
	}

	private static void assertRequestTimeout(DeadlineInputStream body) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(body::read)
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.REQUEST_TIMEOUT));
	}

	private static DeadlineInputStream open(InputStream body, Duration remaining) {
		return new DeadlineInputStream(new DelegatingServletInputStream(body), System.nanoTime() + remaining.toNanos());
	}

	private static InputStream failing(IOException failure) {
		return new InputStream() {

			@Override
			public int read() throws IOException {
				throw failure;
			}

			@Override
			public int read(byte[] buffer, int offset, int length) throws IOException {
				throw failure;
			}

		};
	}

}
