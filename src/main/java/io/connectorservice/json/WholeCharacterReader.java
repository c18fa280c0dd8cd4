package io.connectorservice.json;

import java.io.Reader;

/**
 * Reads a text so that no read ends inside a surrogate pair.
 */
final class WholeCharacterReader extends Reader {

	private final String text;

	private int at;

	WholeCharacterReader(String text) {
		this.text = text;
	}

	@Override
	public int read(char[] buffer, int offset, int length) {
		if (this.at == this.text.length()) {
			return -1;
		}
		int end = Math.min(this.text.length(), this.at + length);
		boolean splits = end - this.at > 1 && end < this.text.length()
				&& Character.isHighSurrogate(this.text.charAt(end - 1));
		end -= splits ? 1 : 0;
		this.text.getChars(this.at, end, buffer, offset);
		int read = end - this.at;
		this.at = end;
		return read;
	}

	@Override
	public void close() {
	}

}
