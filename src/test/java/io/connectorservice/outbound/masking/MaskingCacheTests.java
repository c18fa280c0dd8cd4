package io.connectorservice.outbound.masking;

import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MaskingCacheTests {

	private final MaskingCache maskings = new MaskingCache();

	@Test
	void keepsTheMaskingOfSecretsInUse() {
		Masking first = this.maskings.get(Set.of("secret-for-tests-1"));
		assertThat(this.maskings.get(Set.of("secret-for-tests-1"))).isSameAs(first);
	}

	@Test
	void masksEachSetOfSecretsByItself() {
		this.maskings.get(Set.of("secret-for-tests-1"));
		Masking both = this.maskings.get(Set.of("secret-for-tests-1", "secret-for-tests-2"));
		assertThat(both.mask("secret-for-tests-1 and secret-for-tests-2")).isEqualTo("*** and ***");
		assertThat(this.maskings.get(Set.of("secret-for-tests-2")).mask("secret-for-tests-1 and secret-for-tests-2"))
			.isEqualTo("secret-for-tests-1 and ***");
	}

	@Test
	void masksSecretsThatAreTooLongToBeKept() {
		String secret = "a secret for tests ".repeat(20_000);
		assertThat(this.maskings.get(Set.of(secret)).mask("is " + secret)).startsWith("is ***").hasSizeLessThan(100);
	}

}
