package io.connectorservice.outbound.body;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Recognizes plain text in bytes of unknown type.
 */
public final class ReadableText {

	private ReadableText() {
	}

	/**
	 * Whether the bytes are UTF-8 with no control characters but line breaks and tabs.
	 */
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
