package io.connectorservice.security;

/**
 * Recognizes text of printable ASCII characters and spaces.
 */
final class PlainText {

	private PlainText() {
	}

	static boolean isPrintableAscii(String text) {
		for (int at = 0; at < text.length(); at++) {
			char c = text.charAt(at);
			if (c < ' ' || c > '~') {
				return false;
			}
		}
		return true;
	}

}
