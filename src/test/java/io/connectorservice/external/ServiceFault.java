package io.connectorservice.external;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

import io.connectorservice.outbound.RawServer;
import io.connectorservice.outbound.egress.HangingHostResolver;

/**
 * One fault of a service, as a server shows it.
 */
enum ServiceFault {

	WORKS((socket, _) -> write(socket, ok())),

	SILENT((_, _) -> Thread.sleep(60_000)),

	SILENT_TOKEN_ENDPOINT((_, _) -> Thread.sleep(60_000)),

	SILENT_TLS((_, _) -> Thread.sleep(60_000)),

	HANGING_NAME((_, _) -> Thread.sleep(60_000)),

	NOBODY_LISTENS((_, _) -> Thread.sleep(60_000)),

	DRIPS_HEADERS((socket, _) -> drip(socket, "HTTP/1.1 200 OK\r\nX: ")),

	DRIPS_BODY((socket, _) -> drip(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")),

	CONTINUES_ENDLESSLY((socket, _) -> repeat(socket, "HTTP/1.1 100 Continue\r\n\r\n")),

	HINTS_ENDLESSLY((socket, _) -> repeat(socket, hint())),

	HINTS_ONCE((socket, _) -> write(socket, hint() + ok())),

	RESETS((socket, _) -> reset(socket)),

	RESETS_IN_BODY((socket, _) -> {
		write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{");
		Thread.sleep(50);
		reset(socket);
	}),

	HALF_CLOSES((socket, _) -> {
		socket.shutdownOutput();
		Thread.sleep(60_000);
	}),

	NOT_HTTP((socket, _) -> write(socket, "220 mail.example.com ESMTP\r\n\r\n")),

	FAILS_ONCE(once("500 Oops", "")),

	FAILS_FOREVER(always("502 Bad Gateway", "")),

	LIMITS_FOREVER(always("429 Slow Down", "")),

	LIMITS_ONCE_FOR_A_SECOND(once("429 Slow Down", "Retry-After: 1\r\n")),

	LIMITS_ONCE_UNTIL_A_PAST_DATE(once("429 Slow Down", "Retry-After: Mon, 01 Jan 2001 00:00:00 GMT\r\n")),

	LIMITS_ONCE_FOR_A_FRACTION(once("429 Slow Down", "Retry-After: 0.25\r\n")),

	LIMITS_FOR_A_FRACTION_MORE(always("429 Slow Down", "Retry-After: 299.997\r\n")),

	LIMITS_ONCE_ODDLY(once("429 Slow Down", "Retry-After: soon\r\n")),

	LIMITS_ODDLY(always("429 Slow Down", "Retry-After: -1\r\n")),

	LIMITS_FOR_AN_HOUR(always("429 Slow Down", "Retry-After: 3600\r\n")),

	LIMITS_FOR_YEARS(always("429 Slow Down", "Retry-After: 999999999\r\n")),

	LIMITS_UNTIL_A_FAR_DATE(always("429 Slow Down", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n")),

	BUSY_ONCE_FOR_A_SECOND(once("503 Busy", "Retry-After: 1\r\n")),

	BUSY_FOR_AN_HOUR(always("503 Busy", "Retry-After: 3600\r\n")),

	SLOW_TO_FAIL((socket, _) -> {
		Thread.sleep(SmallLimitsServiceTest.DEADLINE_MILLIS * 55 / 100);
		write(socket, empty("503 Busy", ""));
	});

	@SuppressWarnings("ImmutableEnumChecker") // No behaviour has state.
	private final Behaviour behaviour;

	ServiceFault(Behaviour behaviour) {
		this.behaviour = behaviour;
	}

	/** Starts a server that has this fault. */
	RawServer startServer() throws IOException {
		AtomicInteger requests = new AtomicInteger();
		RawServer server = RawServer
			.answering((_, socket) -> this.behaviour.respond(socket, requests.getAndIncrement() == 0));
		if (this == NOBODY_LISTENS) {
			server.close();
		}
		return server;
	}

	/** The address under which a server of {@link #startServer()} shows the fault. */
	String url(RawServer server) {
		return switch (this) {
			case HANGING_NAME -> "https://" + HangingHostResolver.NAME;
			case SILENT_TLS -> "https://127.0.0.1:" + server.port();
			default -> "http://127.0.0.1:" + server.port();
		};
	}

	private static Behaviour always(String status, String headers) {
		return (socket, _) -> write(socket, empty(status, headers));
	}

	private static Behaviour once(String status, String headers) {
		return (socket, first) -> write(socket, first ? empty(status, headers) : ok());
	}

	private static String ok() {
		return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
	}

	private static String hint() {
		return "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
	}

	private static String empty(String status, String headers) {
		return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 0\r\n\r\n";
	}

	private static void write(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(RawServer.bytes(text));
		socket.getOutputStream().flush();
	}

	private static void drip(Socket socket, String begin) throws IOException, InterruptedException {
		write(socket, begin);
		for (int i = 0; i < 600; i++) {
			Thread.sleep(100);
			write(socket, "x");
		}
	}

	private static void repeat(Socket socket, String text) throws IOException, InterruptedException {
		for (int i = 0; i < 6000; i++) {
			write(socket, text);
			Thread.sleep(10);
		}
	}

	private static void reset(Socket socket) throws IOException {
		socket.setSoLinger(true, 0);
		socket.close();
	}

	/**
	 * Responds to one request.
	 */
	@FunctionalInterface
	private interface Behaviour {

		void respond(Socket socket, boolean first) throws IOException, InterruptedException;

	}

}
