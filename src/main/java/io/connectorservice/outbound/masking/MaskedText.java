package io.connectorservice.outbound.masking;

import java.util.Collection;

/**
 * Masks secrets in text of foreign origin, in the same encodings as in responses.
 */
public final class MaskedText {

	private MaskedText() {
	}

	/** Returns the text with these secrets masked. */
	public static String maskSecrets(String text, Collection<String> secrets) {
		return Masking.forSecrets(secrets).mask(text);
	}

}
