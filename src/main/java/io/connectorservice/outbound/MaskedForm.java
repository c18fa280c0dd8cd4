package io.connectorservice.outbound;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * One way in which a secret may be written in an answer.
 */
sealed interface MaskedForm permits FixedSecret, EscapedSecret {

	/**
	 * So many characters are taken for the whole: text made to almost match a long secret
	 * at every place must not cost more.
	 */
	int ENOUGH = 256;

	/** Fewer characters of Base64 stand in many an answer by chance. */
	int SHORTEST_CORE = 4;

	/** Whether a match can start with this byte. */
	boolean mayStartWith(byte first);

	/** The index after the match that starts at this index, or -1. */
	int endOfMatch(byte[] text, int at);

	/** Whether the Base64 characters around a match go with it. */
	default boolean takesBase64Run() {
		return false;
	}

	/** Every form of one secret. */
	static List<MaskedForm> of(String secret) {
		byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
		List<MaskedForm> forms = new ArrayList<>();
		forms.add(FixedSecret.exact(bytes));
		forms.add(FixedSecret.exact(secret.getBytes(StandardCharsets.UTF_16LE)));
		forms.add(FixedSecret.exact(secret.getBytes(StandardCharsets.UTF_16BE)));
		forms.add(FixedSecret.hex(HexFormat.of().formatHex(bytes)));
		forms.add(new EscapedSecret(secret));
		for (int offset = 0; offset < 3; offset++) {
			addBase64(forms, bytes, offset);
		}
		return forms;
	}

	// what a secret becomes when Base64 begins so many bytes before it; the characters
	// that it shares with its neighbours are left out
	private static void addBase64(List<MaskedForm> forms, byte[] secret, int offset) {
		byte[] shifted = new byte[offset + secret.length];
		System.arraycopy(secret, 0, shifted, offset, secret.length);
		String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
		int begin = (offset == 0) ? 0 : offset + 1;
		int end = (shifted.length % 3 == 0) ? text.length() : text.length() - 1;
		String core = text.substring(begin, end);
		String urlSafe = core.replace('+', '-').replace('/', '_');
		if (core.length() < SHORTEST_CORE) {
			return;
		}
		forms.add(FixedSecret.base64(core));
		if (!urlSafe.equals(core)) {
			forms.add(FixedSecret.base64(urlSafe));
		}
	}

}
