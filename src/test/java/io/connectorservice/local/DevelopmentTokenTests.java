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
import io.connectorservice.security.ExpectedClaims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class DevelopmentTokenTests {

	private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

	@TempDir
	Path folder;

	@Test
	void namesTheDemoTenantAndItsOwnEnd() throws Exception {
		SignedJWT token = SignedJWT.parse(at(NOW).issue());
		assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo(DevelopmentToken.TENANT);
		assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("authenticated");
		assertThat(token.getJWTClaimsSet().getExpirationTime()).isEqualTo(Date.from(NOW.plus(Duration.ofHours(1))));
	}

	@Test
	void isMadeAnewAtEachStartWithTheKeyOfTheFirst() throws Exception {
		String first = at(NOW).issue();
		DevelopmentToken later = at(NOW.plusSeconds(60));
		assertThat(later.issue()).isNotEqualTo(first);
		assertThat(SignedJWT.parse(first).verify(new MACVerifier(later.keys().sharedSecret()))).isTrue();
	}

	@Test
	void liesInAFileThatItsOwnerAloneMayRead() throws IOException {
		DevelopmentToken token = at(NOW);
		String issued = token.issue();
		assertThat(token.file()).hasContent(issued);
		for (String file : new String[] { "dev-token", "token-key" }) {
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.folder.resolve(file))))
				.isEqualTo("rw-------");
		}
	}

	private DevelopmentToken at(Instant now) throws IOException {
		return new DevelopmentToken(new LocalSettings(this.folder, 0, Duration.ofHours(1)),
				new ExpectedClaims(null, "authenticated", "sub"), Clock.fixed(now, ZoneOffset.UTC));
	}

}
