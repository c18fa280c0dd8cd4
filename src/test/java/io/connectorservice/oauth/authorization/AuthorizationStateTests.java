package io.connectorservice.oauth.authorization;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The format of a state, and that a reader of the database cannot misuse what is stored
 * of it.
 */
class AuthorizationStateTests {

	private static final String VERIFIER = "verifier-verifier-verifier-verifier-verifier";

	private final AuthorizationState state = AuthorizationState.generate();

	@Test
	void holds256RandomBits() {
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			String text = AuthorizationState.generate().text();
			assertThat(text).matches("[A-Za-z0-9_-]{43}");
			assertThat(seen.add(text)).isTrue();
		}
	}

	@Test
	void decryptsVerifierWithReturnedState() {
		AuthorizationState back = AuthorizationState.parse(this.state.text()).orElseThrow();
		assertThat(back.open(this.state.seal(VERIFIER))).isEqualTo(VERIFIER);
		assertThat(back.computeHash()).isEqualTo(this.state.computeHash());
	}

	@Test
	void cannotBeDerivedFromStoredValues() {
		String sealed = this.state.seal(VERIFIER);
		assertThat(sealed + this.state.computeHash()).doesNotContain(VERIFIER, this.state.text());
		AuthorizationState hashed = AuthorizationState.parse(this.state.computeHash()).orElseThrow();
		assertThatThrownBy(() -> hashed.open(sealed)).isInstanceOf(IllegalStateException.class);
		assertThatThrownBy(() -> AuthorizationState.generate().open(sealed)).isInstanceOf(IllegalStateException.class);
		assertThat(this.state).asString().doesNotContain(this.state.text());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "' or 1=1 --", "0123456789012345678901234567890123456789012",
			"012345678901234567890123456789012345678901=", "01234567890123456789012345678901234567890\u0000a",
			"ääääääääääääääääääääääääääääääääääääääääääa" })
	void acceptsOnlyOneForm(String text) {
		assertThat(AuthorizationState.parse(text).isPresent()).isEqualTo(text.matches("[0-9]{43}"));
	}

}
