package io.connectorservice.canary;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

import io.connectorservice.outbound.RawServer;

/**
 * A service that gives back all it received, in its status line, its headers and its
 * body, in every writing; the first segment of the path says how it fails besides.
 */
final class EchoingService implements AutoCloseable {

	/** Ways to answer with a body, by the status they have. */
	static final List<String> MOODS = List.of("200", "201", "300", "400", "401", "403", "404", "409", "422", "429",
			"500", "503", "302", "html", "bytes", "xml", "type", "elsewhere", "loop", "reason", "garbage", "no-colon",
			"bad-chunk", "short", "coding", "gzip", "gzip-500", "no-gzip", "large", "headers", "stalled", "silent",
			"closed");

	private final RawServer server;

	private final String tokens;

	/**
	 * Starts one.
	 * @param tokens members of a token answer, which the mood "grant" gives out
	 */
	EchoingService(String tokens) {
		this.tokens = tokens;
		try {
			this.server = RawServer.answering(this::answer);
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	String url(String mood) {
		return "http://127.0.0.1:" + this.server.port() + "/" + mood;
	}

	/** All that arrived. */
	List<String> requests() {
		return this.server.requests();
	}

	private void answer(String request, Socket socket) throws IOException, InterruptedException {
		String mood = request.split("[ /?]", 4)[2];
		OutputStream out = socket.getOutputStream();
		switch (mood) {
			case "html" -> write(out, 200, "text/html", html(request));
			case "xml" -> write(out, 400, "application/xml", html(request));
			case "bytes" -> write(out, 200, "application/octet-stream", RawServer.bytes(request));
			case "type" -> write(out, 200, "text/" + token(request), json(request));
			case "elsewhere" -> out.write(redirect("https://evil.example/?k=" + encodeUrl(request)));
			case "loop" -> out.write(redirect("/loop/?k=" + encodeUrl(token(request))));
			case "reason" ->
				out.write(RawServer.bytes("HTTP/1.1 500 " + token(request) + "\r\nContent-Length: 0\r\n\r\n"));
			case "garbage" -> out.write(RawServer.bytes("SSH-2.0-" + token(request) + "\r\n\r\n" + request));
			case "no-colon" -> out.write(RawServer.bytes("HTTP/1.1 200 OK\r\n" + token(request) + "\r\n\r\n"));
			case "bad-chunk" -> out.write(RawServer
				.bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + token(request) + "\r\n" + request));
			case "short" -> closeAfter(socket, head(200, "text/plain", request, 100_000) + request);
			case "coding" -> out.write(RawServer
				.bytes("HTTP/1.1 200 OK\r\nContent-Encoding: " + token(request) + "\r\nContent-Length: 1\r\n\r\nx"));
			case "gzip" -> writeZippedResponse(out, 200, request, gzip(json(request)));
			case "gzip-500" -> writeZippedResponse(out, 500, request, gzip(json(request)));
			case "no-gzip" -> writeZippedResponse(out, 200, request, json(request));
			case "large" -> large(out, request);
			case "headers" ->
				RawServer.endlessly(out, RawServer.bytes("HTTP/1.1 200 OK\r\nX-A: " + token(request) + "\r\n"), 20_000);
			case "stalled" -> {
				out.write(RawServer.bytes(head(200, "application/json", request, 100_000) + request));
				Thread.sleep(30_000);
			}
			case "silent" -> Thread.sleep(30_000);
			case "closed" -> socket.close();
			case "grant" -> write(out, 200, "application/json", buildTokenResponse(request));
			default -> write(out, Integer.parseInt(mood), "application/json", json(request));
		}
	}

	private static void write(OutputStream out, int status, String type, byte[] body) throws IOException {
		out.write(RawServer.bytes(head(status, type, new String(body, StandardCharsets.ISO_8859_1), body.length)));
		out.write(body);
	}

	private static String head(int status, String type, String echoed, int length) {
		String value = token(echoed);
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

	private static void writeZippedResponse(OutputStream out, int status, String request, byte[] body)
			throws IOException {
		out.write(RawServer.bytes("HTTP/1.1 " + status + " Echo\r\nContent-Type: application/json\r\nETag: \""
				+ token(request) + "\"\r\nContent-Encoding: gzip\r\nContent-Length: " + body.length + "\r\n\r\n"));
		out.write(body);
	}

	private static byte[] gzip(byte[] body) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			gzip.write(body);
		}
		return bytes.toByteArray();
	}

	private static void large(OutputStream out, String request) throws IOException {
		byte[] piece = RawServer.bytes(request);
		int times = (11 << 20) / piece.length;
		out.write(RawServer.bytes(head(200, "text/plain", request, times * piece.length)));
		for (int i = 0; i < times; i++) {
			out.write(piece);
		}
	}

	// what most services echo: the credential's header, else the whole request line
	private static String token(String request) {
		return header(request, "Authorization").or(() -> header(request, "X-Api-Key"))
			.or(() -> header(request, "X-Stamp"))
			.orElseGet(() -> request.lines().findFirst().orElse(""));
	}

	private static Optional<String> header(String request, String name) {
		return request.lines()
			.filter((line) -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
			.map((line) -> line.substring(name.length() + 1).strip())
			.findFirst();
	}

	private static byte[] html(String request) {
		String escaped = request.replace("&", "&amp;")
			.replace("<", "&lt;")
			.replace("\"", "&quot;")
			.replace("'", "&#39;");
		return RawServer.bytes("<pre>" + escaped + "</pre><!-- " + request + " -->");
	}

	/** Also what a token endpoint would answer that tells too much. */
	private static byte[] json(String request) {
		byte[] bytes = RawServer.bytes(request);
		String body = request.substring(request.indexOf("\r\n\r\n") + 4);
		String plain = escapeJson(request);
		return RawServer
			.bytes("{\"error\":\"invalid_grant\",\"error_description\":\"" + plain + "\",\"error_uri\":\"/?q="
					+ encodeUrl(request) + "\",\"path\":\"" + escapeJson(request.lines().findFirst().orElse(""))
					+ "\",\"base64\":\"" + Base64.getEncoder().encodeToString(bytes) + "\",\"url_base64\":\""
					+ Base64.getUrlEncoder().withoutPadding().encodeToString(RawServer.bytes(" " + request))
					+ "\",\"hex\":\"" + HexFormat.of().formatHex(bytes) + "\",\"HEX\":\""
					+ HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT) + "\",\"encoded_twice\":\""
					+ encodeUrl(encodeUrl(request)) + "\",\"json_in_json\":\"" + escapeJson("{\"e\":\"" + plain + "\"}")
					+ "\",\"headers\":[\"" + escapeJson(token(request)) + "\"],\"form\":\"" + escapeJson(body) + "\"}");
	}

	// scope and what is not known are kept in the open
	private byte[] buildTokenResponse(String request) {
		String echo = new String(json(request), StandardCharsets.ISO_8859_1);
		String body = escapeJson(request.substring(request.indexOf("\r\n\r\n") + 4));
		return RawServer.bytes("{" + this.tokens + ",\"scope\":\"read " + body + " " + escapeJson(token(request))
				+ "\",\"instance_url\":\"" + body + "\"," + echo.substring(1));
	}

	static String escapeJson(String text) {
		return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\r", "\\r").replace("\n", "\\n");
	}

	static String encodeUrl(String text) {
		return URLEncoder.encode(text, StandardCharsets.ISO_8859_1);
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
