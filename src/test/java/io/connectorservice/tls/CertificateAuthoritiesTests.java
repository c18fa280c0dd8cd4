package io.connectorservice.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.connectorservice.settings.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CertificateAuthoritiesTests {

	@TempDir
	static Path folder;

	@Test
	void readsFileOfSeveralCertificates() throws IOException {
		Path both = Files.writeString(folder.resolve("both.pem"),
				"# ours\n" + Files.readString(TestAuthority.in(folder, "one").certificate()) + "\n# theirs\n"
						+ Files.readString(TestAuthority.in(folder, "other").certificate()));
		CertificateAuthorities authorities = CertificateAuthorities.readPemFile("VAULT_CA_FILE", both.toString());
		assertThatCode(authorities::trustingOnlyThese).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@ValueSource(strings = { "nowhere.pem", "", "nowhere/at/all.pem", "\0" })
	void rejectsMissingFile(String file) {
		assertRefused(folder + "/" + file, "must name a file that the service can read");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "hello", "-----BEGIN CERTIFICATE-----\nhello\n-----END CERTIFICATE-----",
			"-----BEGIN CERTIFICATE-----\n", "-----BEGIN PRIVATE KEY-----\naGVsbG8=\n-----END PRIVATE KEY-----",
			"0\u0082\u0001\u0002" })
	void rejectsFileWithoutCertificates(String content) throws IOException {
		Path file = Files.writeString(folder.resolve("none.pem"), content);
		assertRefused(file.toString(), "must name a file of certificates in PEM form");
	}

	private static void assertRefused(String file, String sentence) {
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> CertificateAuthorities.readPemFile("VAULT_CA_FILE", file))
			.withMessageStartingWith("VAULT_CA_FILE " + sentence);
	}

}
