package io.connectorservice.outbound.body;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Tells bytes of which nothing is said apart: text, or something else.
 */
public final class ReadableText {

	private ReadableText() {
	}

	/** Whether bytes are UTF-8 without control characters. */
	public static boolean isReadable(byte[] bytes) {
		try {
			return StandardCharsets.UTF_8.newDecoder()
				.decode(ByteBuffer.wrap(bytes))
				.chars()
				.noneMatch((c) -> c < ' ' && c != '\n' && c != '\r' && c != '\t');
		}
		catch (CharacterCodingException _) {
			return false;
		}
	}

}
