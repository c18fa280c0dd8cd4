package io.connectorservice.outbound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.connectorservice.outbound.url.TargetUrl;
import org.jspecify.annotations.Nullable;

/**
 * A server on loopback that responds with bytes that need not be HTTP, and records the
 * requests that arrive.
 */
public final class RawServer implements AutoCloseable {

	private final ServerSocket listener;

	private final Conversation conversation;

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final AtomicInteger connections = new AtomicInteger();

	private RawServer(ServerSocket listener, Conversation conversation) {
		this.listener = listener;
		this.conversation = conversation;
		Thread.ofVirtual().start(this::accept);
	}

	public static RawServer answering(Conversation conversation) throws IOException {
		return on(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), conversation);
	}

	public static RawServer on(ServerSocket listener, Conversation conversation) {
		return new RawServer(listener, conversation);
	}

	/** Starts a server that sends the same response to every request. */
	public static RawServer answering(String answer) throws IOException {
		return answering((request, socket) -> socket.getOutputStream().write(bytes(answer)));
	}

	public static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket socket = this.listener.accept();
				this.sockets.add(socket);
				this.connections.incrementAndGet();
				Thread.ofVirtual().start(() -> serve(socket));
			}
			catch (IOException _) {
				return;
			}
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			for (String request = read(socket.getInputStream()); request != null; request = read(
					socket.getInputStream())) {
				this.requests.add(request);
				this.conversation.answer(request, socket);
				socket.getOutputStream().flush();
			}
		}
		catch (IOException | InterruptedException _) {
			// The client or the test has closed the connection.
		}
	}

	private static @Nullable String read(InputStream in) throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
			int next = in.read();
			if (next < 0) {
				return null;
			}
			head.write(next);
		}
		String text = head.toString(StandardCharsets.ISO_8859_1);
		int at = text.toLowerCase(Locale.ROOT).indexOf("content-length:");
		int length = (at < 0) ? 0 : Integer.parseInt(text.substring(at + 15, text.indexOf('\r', at)).strip());
		return text + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
	}

	public int port() {
		return this.listener.getLocalPort();
	}

	TargetUrl url(String pathAndQuery) {
		return TargetUrl.of("http://127.0.0.1:" + port() + pathAndQuery);
	}

	public List<String> requests() {
		return this.requests;
	}

	int connections() {
		return this.connections.get();
	}

	static void endlessly(OutputStream out, byte[] chunk) throws IOException {
		endlessly(out, chunk, Integer.MAX_VALUE);
	}

	/** Writes a chunk that many times, unless the client closes the connection before. */
	public static void endlessly(OutputStream out, byte[] chunk, int times) throws IOException {
		for (int i = 0; i < times; i++) {
			out.write(chunk);
		}
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	/**
	 * Responds to one request.
	 */
	@FunctionalInterface
	public interface Conversation {

		void answer(String request, Socket socket) throws IOException, InterruptedException;

	}

}
