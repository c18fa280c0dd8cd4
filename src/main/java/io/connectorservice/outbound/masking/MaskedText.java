package io.connectorservice.outbound.masking;

import java.util.Collection;

/**
 * Masks secrets in a text that somebody else wrote, in all the spellings that answers are
 * searched for.
 */
public final class MaskedText {

	private MaskedText() {
	}

	/** The text without these secrets. */
	public static String maskSecrets(String text, Collection<String> secrets) {
		return Masking.forSecrets(secrets).mask(text);
	}

}
