package io.connectorservice.security.slowclient;

import java.io.IOException;
import java.net.SocketTimeoutException;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;

/**
 * A request's body that can only be read until a deadline.
 */
final class DeadlineInputStream extends ServletInputStream {

	private final ServletInputStream in;

	private final long end;

	/**
	 * Wraps another stream.
	 * @param end the deadline in terms of {@link System#nanoTime}
	 */
	DeadlineInputStream(ServletInputStream in, long end) {
		this.in = in;
		this.end = end;
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xFF;
	}

	@Override
	public int read(byte[] buffer, int offset, int length) throws IOException {
		if (System.nanoTime() - this.end > 0) {
			throw requestTimeoutProblem();
		}
		try {
			return this.in.read(buffer, offset, length);
		}
		catch (IOException failure) {
			if (isTimeout(failure)) {
				throw requestTimeoutProblem();
			}
			throw failure;
		}
	}

	// Tomcat wraps the socket's timeout in another IOException.
	private static boolean isTimeout(IOException failure) {
		return failure instanceof SocketTimeoutException || failure.getCause() instanceof SocketTimeoutException;
	}

	private static ProblemException requestTimeoutProblem() {
		return ProblemException.of(ProblemCode.REQUEST_TIMEOUT,
				"The request body did not arrive in time; send it faster.");
	}

	@Override
	public boolean isFinished() {
		return this.in.isFinished();
	}

	@Override
	public boolean isReady() {
		return this.in.isReady();
	}

	@Override
	public void setReadListener(ReadListener listener) {
		this.in.setReadListener(listener);
	}

	@Override
	public void close() throws IOException {
		this.in.close();
	}

}
