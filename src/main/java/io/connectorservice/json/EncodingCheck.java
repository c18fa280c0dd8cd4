package io.connectorservice.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

import io.connectorservice.problem.ProblemException;

/**
 * Requires UTF-8 without a byte order mark, before a parser guesses another encoding.
 */
final class EncodingCheck {

	private static final int CHUNK = 8192;

	private EncodingCheck() {
	}

	static void requireUtf8(byte[] json) {
		if (json.length == 0) {
			throw StrictJson.malformedJsonProblem(1, 1, "there is no body");
		}
		if (startsWithByteOrderMark(json)) {
			throw StrictJson.malformedJsonProblem(1, 1, "a byte order mark is not allowed in JSON");
		}
		refuseNul(json);
		refuseOtherThanUtf8(json);
	}

	private static boolean startsWithByteOrderMark(byte[] json) {
		return json.length >= 3 && (json[0] & 0xFF) == 0xEF && (json[1] & 0xFF) == 0xBB && (json[2] & 0xFF) == 0xBF;
	}

	// A NUL is never valid in JSON, and it makes
	// parsers take the bytes for UTF-16 or UTF-32.
	private static void refuseNul(byte[] json) {
		for (int i = 0; i < json.length; i++) {
			if (json[i] == 0) {
				throw malformedJsonProblem(json, i, "a NUL character is not allowed in JSON");
			}
		}
	}

	private static void refuseOtherThanUtf8(byte[] json) {
		CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
		ByteBuffer in = ByteBuffer.wrap(json);
		CharBuffer out = CharBuffer.allocate(CHUNK);
		CoderResult result = decoder.decode(in, out, true);
		while (result.isOverflow()) {
			result = decoder.decode(in, out.clear(), true);
		}
		if (result.isError()) {
			throw malformedJsonProblem(json, in.position(), "the text is not UTF-8");
		}
	}

	private static ProblemException malformedJsonProblem(byte[] json, int offset, String reason) {
		long line = 1;
		long column = 1;
		for (int i = 0; i < offset; i++) {
			column = (json[i] == '\n') ? 1 : column + 1;
			line += (json[i] == '\n') ? 1 : 0;
		}
		return StrictJson.malformedJsonProblem(line, column, reason);
	}

}
