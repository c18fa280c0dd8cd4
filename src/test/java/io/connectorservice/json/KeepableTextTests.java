package io.connectorservice.json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class KeepableTextTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "\u00e4", "\ud83d\ude00", "a\ud83d\ude00", "\u0001", "\ufffe", "\u2028" })
	void keepsStorableText(String text) {
		assertThat(KeepableText.replaceUnstorableCharacters(text)).isEqualTo(text);
	}

	@Test
	void replacesUnstorableCharacters() {
		assertThat(KeepableText.replaceUnstorableCharacters("a\0b")).isEqualTo("a\ufffdb");
		assertThat(KeepableText.replaceUnstorableCharacters("\ud83d")).isEqualTo("\ufffd");
		assertThat(KeepableText.replaceUnstorableCharacters("\ude00\ud83d")).isEqualTo("\ufffd\ufffd");
		assertThat(KeepableText.replaceUnstorableCharacters("\ud83d\ude00\0\ud83d\ude00"))
			.isEqualTo("\ud83d\ude00\ufffd\ud83d\ude00");
	}

}
