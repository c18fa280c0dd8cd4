package io.connectorservice.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.connectorservice.security.token.ExpectedClaims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class DevelopmentTokenTests {

	private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

	@TempDir
	Path folder;

	@Test
	void containsDemoTenantAndExpiry() throws Exception {
		SignedJWT token = SignedJWT.parse(at(NOW).issueToken());
		assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo(DevelopmentToken.TENANT);
		assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("authenticated");
		assertThat(token.getJWTClaimsSet().getExpirationTime()).isEqualTo(Date.from(NOW.plus(Duration.ofHours(1))));
	}

	@Test
	void issuesNewTokenAtEachStartWithSameKey() throws Exception {
		String first = at(NOW).issueToken();
		DevelopmentToken later = at(NOW.plusSeconds(60));
		assertThat(later.issueToken()).isNotEqualTo(first);
		assertThat(SignedJWT.parse(first).verify(new MACVerifier(later.createTokenKeys().sharedSecret()))).isTrue();
	}

	@Test
	void issuesTokenOfOperator() throws Exception {
		at(NOW).issueToken();
		SignedJWT token = SignedJWT.parse(Files.readString(this.folder.resolve("service-token")));
		assertThat(token.getJWTClaimsSet().getStringClaim("role")).isEqualTo("service_role");
		assertThat(token.getJWTClaimsSet().getSubject()).isNull();
	}

	@Test
	void writesTokenFileReadableByOwnerOnly() throws IOException {
		DevelopmentToken token = at(NOW);
		String issued = token.issueToken();
		assertThat(token.resolveFile()).hasContent(issued);
		for (String file : new String[] { "dev-token", "service-token", "token-key" }) {
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.folder.resolve(file))))
				.isEqualTo("rw-------");
		}
	}

	private DevelopmentToken at(Instant now) throws IOException {
		return new DevelopmentToken(new LocalSettings(this.folder, Duration.ofHours(1)),
				new ExpectedClaims(null, "authenticated", "sub"), Clock.fixed(now, ZoneOffset.UTC));
	}

}
