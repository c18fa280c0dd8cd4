package io.connectorservice.outbound;

import java.nio.charset.StandardCharsets;

/**
 * A secret in one fixed spelling.
 */
final class FixedSecret implements MaskedForm {

	private final byte[] bytes;

	private final boolean anyCase;

	private final boolean base64;

	private FixedSecret(byte[] bytes, boolean anyCase, boolean base64) {
		this.bytes = bytes;
		this.anyCase = anyCase;
		this.base64 = base64;
	}

	static FixedSecret exact(byte[] bytes) {
		return new FixedSecret(bytes, false, false);
	}

	static FixedSecret hex(String lowerCase) {
		return new FixedSecret(lowerCase.getBytes(StandardCharsets.US_ASCII), true, false);
	}

	static FixedSecret base64(String text) {
		return new FixedSecret(text.getBytes(StandardCharsets.US_ASCII), false, true);
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
		while (matched < this.bytes.length && at + matched < text.length && same(text[at + matched], matched)) {
			matched++;
		}
		return (matched == this.bytes.length || matched >= ENOUGH) ? at + matched : -1;
	}

	@Override
	public boolean takesBase64Run() {
		return this.base64;
	}

	private boolean same(byte text, int index) {
		boolean upper = this.anyCase && text >= 'A' && text <= 'Z';
		return (upper ? text + 32 : text) == this.bytes[index];
	}

}
