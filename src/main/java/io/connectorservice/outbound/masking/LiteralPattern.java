package io.connectorservice.outbound.masking;

import java.nio.charset.StandardCharsets;

/**
 * Matches a secret in one fixed encoding.
 */
final class LiteralPattern implements SecretPattern {

	private final byte[] bytes;

	private final boolean anyCase;

	private final boolean base64;

	private LiteralPattern(byte[] bytes, boolean anyCase, boolean base64) {
		this.bytes = bytes;
		this.anyCase = anyCase;
		this.base64 = base64;
	}

	static LiteralPattern ofExactBytes(byte[] bytes) {
		return new LiteralPattern(bytes, false, false);
	}

	static LiteralPattern ofHex(String lowerCase) {
		return new LiteralPattern(lowerCase.getBytes(StandardCharsets.US_ASCII), true, false);
	}

	static LiteralPattern ofBase64(String text) {
		return new LiteralPattern(text.getBytes(StandardCharsets.US_ASCII), false, true);
	}

	@Override
	public byte[] firstBytes() {
		byte first = this.bytes[0];
		boolean letter = first >= 'a' && first <= 'z';
		return (this.anyCase && letter) ? new byte[] { first, (byte) (first - 32) } : new byte[] { first };
	}

	@Override
	public int endOfMatch(byte[] text, int at) {
		int matched = 0;
		int end = at;
		while (matched < this.bytes.length) {
			int next = (matched == 0) ? end : afterSeparator(text, end, matched);
			if (next >= text.length || !matchesByte(text[next], matched)) {
				break;
			}
			end = next + 1;
			matched++;
		}
		return (matched == this.bytes.length || matched >= ENOUGH) ? end : -1;
	}

	// MIME breaks Base64 into lines (RFC 2045, 6.8), and JSON escapes such a line break
	// as \r\n. Hex dumps separate the bytes.
	private int afterSeparator(byte[] text, int at, int matched) {
		if (this.base64) {
			return afterLineEnd(text, at);
		}
		boolean betweenBytes = this.anyCase && matched % 2 == 0 && at < text.length;
		if (!betweenBytes) {
			return at;
		}
		if (text[at] == '\\' && at + 1 < text.length && text[at + 1] == 'x') {
			return at + 2;
		}
		return (text[at] == ':' || text[at] == '-' || text[at] == ' ') ? at + 1 : at;
	}

	private static int afterLineEnd(byte[] text, int at) {
		int end = at;
		for (int i = 0; i < 2 && end < text.length; i++) {
			if (text[end] == '\r' || text[end] == '\n') {
				end++;
			}
			else if (text[end] == '\\' && end + 1 < text.length && (text[end + 1] == 'r' || text[end + 1] == 'n')) {
				end += 2;
			}
		}
		return end;
	}

	@Override
	public boolean takesBase64Run() {
		return this.base64;
	}

	private boolean matchesByte(byte text, int index) {
		boolean upper = this.anyCase && text >= 'A' && text <= 'Z';
		return (upper ? text + 32 : text) == this.bytes[index];
	}

}
