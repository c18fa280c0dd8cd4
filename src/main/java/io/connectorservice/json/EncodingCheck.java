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

	private final byte[] json;

	EncodingCheck(byte[] json) {
		this.json = json;
	}

	void requireUtf8() {
		if (this.json.length == 0) {
			throw StrictJson.malformedJsonProblem(1, 1, "there is no body");
		}
		if (startsWithByteOrderMark()) {
			throw StrictJson.malformedJsonProblem(1, 1, "a byte order mark is not allowed in JSON");
		}
		refuseNul();
		refuseOtherThanUtf8();
	}

	private boolean startsWithByteOrderMark() {
		return this.json.length >= 3 && (this.json[0] & 0xFF) == 0xEF && (this.json[1] & 0xFF) == 0xBB
				&& (this.json[2] & 0xFF) == 0xBF;
	}

	// A NUL is never valid in JSON, and it makes
	// parsers take the bytes for UTF-16 or UTF-32.
	private void refuseNul() {
		for (int i = 0; i < this.json.length; i++) {
			if (this.json[i] == 0) {
				throw malformedJsonProblem(i, "a NUL character is not allowed in JSON");
			}
		}
	}

	private void refuseOtherThanUtf8() {
		CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
		ByteBuffer in = ByteBuffer.wrap(this.json);
		CharBuffer out = CharBuffer.allocate(CHUNK);
		CoderResult result = decoder.decode(in, out, true);
		while (result.isOverflow()) {
			result = decoder.decode(in, out.clear(), true);
		}
		if (result.isError()) {
			throw malformedJsonProblem(in.position(), "the text is not UTF-8");
		}
	}

	private ProblemException malformedJsonProblem(int offset, String reason) {
		long line = 1;
		long column = 1;
		for (int i = 0; i < offset; i++) {
			column = (this.json[i] == '\n') ? 1 : column + 1;
			line += (this.json[i] == '\n') ? 1 : 0;
		}
		return StrictJson.malformedJsonProblem(line, column, reason);
	}

}
