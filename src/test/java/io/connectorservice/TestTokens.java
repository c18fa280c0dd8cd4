package io.connectorservice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/**
 * Makes tokens as Supabase would, signed with the key of the service under test.
 */
public final class TestTokens {

	private final Supplier<byte[]> key;

	private TestTokens(Supplier<byte[]> key) {
		this.key = key;
	}

	/** Signed with a shared secret, such as SUPABASE_JWT_SECRET. */
	public static TestTokens withSecret(String secret) {
		return new TestTokens(() -> secret.getBytes(StandardCharsets.UTF_8));
	}

	/** Signed with the key that local mode made in its folder. */
	public static TestTokens withKeyIn(Path dataDir) {
		return new TestTokens(() -> read(dataDir.resolve("token-key")).strip().getBytes(StandardCharsets.UTF_8));
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	public String of(UUID tenant) {
		return of(tenant, tenant.toString());
	}

	/**
	 * The token of one of a tenant's people, for a service whose TENANT_CLAIM says so.
	 */
	public String of(UUID tenant, String subject) {
		return sign(claims().subject(subject)
			.claim("role", "authenticated")
			.claim("app_metadata", Map.of("tenant_id", tenant.toString()))
			.build());
	}

	public String ofServiceRole() {
		return sign(claims().claim("role", "service_role").build());
	}

	/** Claims that hold, to change one of them. */
	public static JWTClaimsSet.Builder claims() {
		Instant now = Instant.now();
		return new JWTClaimsSet.Builder().audience("authenticated")
			.issueTime(Date.from(now))
			.expirationTime(Date.from(now.plus(Duration.ofHours(1))));
	}

	public String sign(JWTClaimsSet claims) {
		try {
			SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
			token.sign(new MACSigner(this.key.get()));
			return token.serialize();
		}
		catch (JOSEException failure) {
			throw new IllegalStateException(failure);
		}
	}

	public byte[] key() {
		return this.key.get();
	}

}
