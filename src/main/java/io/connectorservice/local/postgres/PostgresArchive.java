package io.connectorservice.local.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

import io.connectorservice.digest.Sha256;

/**
 * The archive of Postgres programs that the build puts on the class path for this
 * machine. The packaged service contains neither the archive nor the library that unpacks
 * it.
 */
public record PostgresArchive(URL location) {

	private static final int DIGEST_LENGTH = 16;

	static Optional<PostgresArchive> find() {
		String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).split(" ", 2)[0];
		String name = "postgres-%s-%s.txz".formatted(system.equals("mac") ? "darwin" : system, detectArchitecture());
		return Optional.ofNullable(PostgresArchive.class.getClassLoader().getResource(name)).map(PostgresArchive::new);
	}

	private static String detectArchitecture() {
		return System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
	}

	InputStream open() throws IOException {
		return this.location.openStream();
	}

	/** Computes a digest that identifies the version. */
	String computeDigest() throws IOException {
		try (DigestInputStream in = new DigestInputStream(open(), Sha256.createDigest())) {
			in.transferTo(OutputStream.nullOutputStream());
			return HexFormat.of().formatHex(in.getMessageDigest().digest()).substring(0, DIGEST_LENGTH);
		}
	}

}
