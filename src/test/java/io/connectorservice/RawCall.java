package io.connectorservice;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * A call as bytes, for what no HTTP client would send.
 */
public final class RawCall implements AutoCloseable {

	private final Socket socket;

	public RawCall(int port) {
		try {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
			this.socket.setSoTimeout(60_000);
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	/** Sends one whole request and reads its answer. */
	public static Answer send(int port, String request) {
		try (RawCall call = new RawCall(port)) {
			return call.write(request).readResponse();
		}
	}

	public RawCall write(String text) {
		return write(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	public RawCall write(byte[] bytes) {
		try {
			OutputStream out = this.socket.getOutputStream();
			out.write(bytes);
			out.flush();
			return this;
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	/** Reads the head, and the body as long as the head says. */
	public Answer readResponse() {
		try {
			InputStream in = this.socket.getInputStream();
			ByteArrayOutputStream head = new ByteArrayOutputStream();
			while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
				int next = in.read();
				if (next < 0) {
					break;
				}
				head.write(next);
			}
			Answer answer = new Answer(head.toString(StandardCharsets.ISO_8859_1), "");
			String length = answer.header("Content-Length");
			byte[] body = (length != null) ? in.readNBytes(Integer.parseInt(length)) : rest(in, answer);
			return new Answer(answer.head(), new String(body, StandardCharsets.UTF_8));
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	// chunked: to the last chunk, without taking the chunks apart
	private static byte[] rest(InputStream in, Answer answer) throws IOException {
		if (answer.header("Transfer-Encoding") == null) {
			return new byte[0];
		}
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		while (!body.toString(StandardCharsets.ISO_8859_1).endsWith("0\r\n\r\n")) {
			int next = in.read();
			if (next < 0) {
				break;
			}
			body.write(next);
		}
		return body.toByteArray();
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	/**
	 * What came back.
	 */
	public record Answer(String head, String body) {

		public int status() {
			return this.head.isEmpty() ? 0 : Integer.parseInt(this.head.split(" ", 3)[1].strip());
		}

		public @Nullable String header(String name) {
			return this.head.lines()
				.filter((line) -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
				.map((line) -> line.substring(name.length() + 1).strip())
				.findFirst()
				.orElse(null);
		}

	}

}
