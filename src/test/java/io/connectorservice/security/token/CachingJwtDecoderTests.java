package io.connectorservice.security.token;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CachingJwtDecoderTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private final AtomicLong nanos = new AtomicLong();

	private final List<String> verified = new ArrayList<>();

	private Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

	private final CachingJwtDecoder tokens = remembering(10_000);

	private CachingJwtDecoder remembering(int most) {
		OAuth2TokenValidator<Jwt> rules = (token) -> TokenRules.createTimestampValidator(this.clock).validate(token);
		return new CachingJwtDecoder(this::verify, rules, new JwtCacheSettings(Duration.ofSeconds(60), most),
				this.nanos::get);
	}

	private Jwt verify(String token) {
		this.verified.add(token);
		if (token.startsWith("forged")) {
			throw new BadJwtException("Not signed by a key that is trusted");
		}
		return Jwt.withTokenValue(token)
			.header("alg", "ES256")
			.subject(UUID.nameUUIDFromBytes(token.getBytes()).toString())
			.audience(List.of("authenticated"))
			.issuedAt(NOW)
			.expiresAt(NOW.plusSeconds(40))
			.build();
	}

	@Test
	void verifiesTokenOncePerCacheLifetime() {
		Jwt first = this.tokens.decode("one");
		Jwt second = this.tokens.decode("one");
		assertThat(this.verified).containsExactly("one");
		assertThat(second).isEqualTo(first);
		assertThat(second.getTokenValue()).doesNotContain("one");
		this.nanos.addAndGet(Duration.ofSeconds(61).toNanos());
		this.tokens.decode("one");
		assertThat(this.verified).containsExactly("one", "one");
	}

	@Test
	void distinguishesTokens() {
		Jwt one = this.tokens.decode("one");
		Jwt other = this.tokens.decode("other");
		assertThat(this.tokens.decode("one").getSubject()).isEqualTo(one.getSubject()).isNotEqualTo(other.getSubject());
	}

	@Test
	void rejectsRememberedTokenThatHasExpired() {
		this.tokens.decode("one");
		this.clock = Clock.offset(this.clock, Duration.ofSeconds(75));
		assertThatExceptionOfType(JwtValidationException.class).isThrownBy(() -> this.tokens.decode("one"));
		assertThat(this.verified).containsExactly("one");
	}

	@Test
	void doesNotCacheRejectedToken() {
		for (int attempt = 0; attempt < 3; attempt++) {
			assertThatExceptionOfType(BadJwtException.class).isThrownBy(() -> this.tokens.decode("forged"));
		}
		assertThat(this.verified).hasSize(3);
	}

	@Test
	void limitsCacheSize() {
		CachingJwtDecoder few = remembering(10);
		for (int number = 0; number < 1000; number++) {
			few.decode("token " + number);
		}
		this.verified.clear();
		for (int number = 0; number < 1000; number++) {
			few.decode("token " + number);
		}
		assertThat(this.verified).hasSizeGreaterThan(900);
	}

	@Test
	void doesNotPrintTokens() {
		this.tokens.decode("one-token-not-a-secret");
		assertThat(this.tokens.toString()).doesNotContain("one-token");
	}

}
