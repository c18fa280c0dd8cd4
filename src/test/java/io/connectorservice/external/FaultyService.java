package io.connectorservice.external;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

import io.connectorservice.outbound.RawServer;
import io.connectorservice.outbound.egress.HangingHostResolver;

/**
 * A service that is wrong in one named way.
 */
final class FaultyService implements AutoCloseable {

	private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

	private final AtomicInteger answers = new AtomicInteger();

	private final String fault;

	private final RawServer server;

	FaultyService(String fault) throws IOException {
		this.fault = fault;
		this.server = RawServer.on(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), this::answer);
		if (fault.equals("nobody_listens")) {
			this.server.close();
		}
	}

	String url() {
		return switch (this.fault) {
			case "hanging_name" -> "https://" + HangingHostResolver.NAME;
			case "silent_tls" -> "https://127.0.0.1:" + this.server.port();
			default -> "http://127.0.0.1:" + this.server.port();
		};
	}

	/** How many calls arrived, those for tokens apart. */
	long requests() {
		return this.server.requests().stream().filter((request) -> !request.startsWith("POST /token ")).count();
	}

	private void answer(String request, Socket socket) throws IOException, InterruptedException {
		OutputStream out = socket.getOutputStream();
		boolean first = this.answers.getAndIncrement() == 0;
		switch (this.fault) {
			case "works" -> write(out, OK);
			case "silent", "silent_token_endpoint" -> Thread.sleep(60_000);
			case "drips_headers" -> drip(out, "HTTP/1.1 200 OK\r\nX: ");
			case "drips_body" -> drip(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
			case "continues_endlessly" -> repeat(out, "HTTP/1.1 100 Continue\r\n\r\n");
			case "hints_endlessly" -> repeat(out, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
			case "hints_once" -> write(out, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK);
			case "resets" -> reset(socket);
			case "resets_in_body" -> {
				write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{");
				Thread.sleep(50);
				reset(socket);
			}
			case "half_closes" -> {
				socket.shutdownOutput();
				Thread.sleep(60_000);
			}
			case "not_http" -> write(out, "220 mail.example.com ESMTP\r\n\r\n");
			case "fails_once" -> write(out, first ? status("500 Oops", "") : OK);
			case "fails_forever" -> write(out, status("502 Bad Gateway", ""));
			case "limits_forever" -> write(out, status("429 Slow Down", ""));
			case "limits_once_for_a_second" -> write(out, first ? status("429 Slow Down", "Retry-After: 1\r\n") : OK);
			case "limits_once_until_a_past_date" ->
				write(out, first ? status("429 Slow Down", "Retry-After: Mon, 01 Jan 2001 00:00:00 GMT\r\n") : OK);
			case "limits_once_for_a_fraction" ->
				write(out, first ? status("429 Slow Down", "Retry-After: 0.25\r\n") : OK);
			case "limits_for_a_fraction_more" -> write(out, status("429 Slow Down", "Retry-After: 299.997\r\n"));
			case "limits_once_oddly" -> write(out, first ? status("429 Slow Down", "Retry-After: soon\r\n") : OK);
			case "limits_oddly" -> write(out, status("429 Slow Down", "Retry-After: -1\r\n"));
			case "limits_for_an_hour" -> write(out, status("429 Slow Down", "Retry-After: 3600\r\n"));
			case "limits_for_years" -> write(out, status("429 Slow Down", "Retry-After: 999999999\r\n"));
			case "limits_until_a_far_date" ->
				write(out, status("429 Slow Down", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n"));
			case "busy_once_for_a_second" -> write(out, first ? status("503 Busy", "Retry-After: 1\r\n") : OK);
			case "busy_for_an_hour" -> write(out, status("503 Busy", "Retry-After: 3600\r\n"));
			case "slow_to_fail" -> {
				Thread.sleep(SmallLimitsServiceTest.DEADLINE_MILLIS * 55 / 100);
				write(out, status("503 Busy", ""));
			}
			default -> throw new IllegalArgumentException(this.fault);
		}
	}

	private static String status(String status, String headers) {
		return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 0\r\n\r\n";
	}

	private static void write(OutputStream out, String text) throws IOException {
		out.write(RawServer.bytes(text));
		out.flush();
	}

	private static void drip(OutputStream out, String begin) throws IOException, InterruptedException {
		write(out, begin);
		for (int i = 0; i < 600; i++) {
			Thread.sleep(100);
			write(out, "x");
		}
	}

	private static void repeat(OutputStream out, String text) throws IOException, InterruptedException {
		for (int i = 0; i < 6000; i++) {
			write(out, text);
			Thread.sleep(10);
		}
	}

	private static void reset(Socket socket) throws IOException {
		socket.setSoLinger(true, 0);
		socket.close();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
