package io.connectorservice.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.connectorservice.local.postgres.PrivateFolder;
import io.connectorservice.security.token.ExpectedClaims;
import io.connectorservice.security.token.TokenKeys;

/**
 * Issues the tokens with which a developer acts for the demo tenant and as the operator;
 * the key that signs them is generated at the first start.
 */
final class DevelopmentToken {

	/** The demo tenant's id. */
	static final String TENANT = "00000000-0000-4000-8000-000000000001";

	private static final String TOKEN_FILE = "dev-token";

	private static final String SERVICE_TOKEN_FILE = "service-token";

	private final LocalSettings settings;

	private final PrivateFolder folder;

	private final ExpectedClaims expected;

	private final String key;

	private final Clock clock;

	DevelopmentToken(LocalSettings settings, ExpectedClaims expected, Clock clock) throws IOException {
		this.settings = settings;
		this.folder = PrivateFolder.create(settings.dataDir());
		this.expected = expected;
		this.key = this.folder.readOrCreateRandom("token-key");
		this.clock = clock;
	}

	TokenKeys createTokenKeys() {
		return TokenKeys.fromSharedSecret("the key in LOCAL_DATA_DIR", this.key);
	}

	Path resolveFile() {
		return this.folder.path().resolve(TOKEN_FILE);
	}

	/** Creates both tokens, writes them to their files and returns the tenant's. */
	String issueToken() throws IOException {
		List<String> tenantClaim = List.of(this.expected.tenantClaim().split("\\."));
		String token = signClaims(createClaims().subject(TENANT)
			.claim("role", "authenticated")
			.claim(tenantClaim.getFirst(), nestTenantClaim(tenantClaim.subList(1, tenantClaim.size())))
			.build());
		this.folder.write(TOKEN_FILE, token);
		this.folder.write(SERVICE_TOKEN_FILE, signClaims(createClaims().claim("role", "service_role").build()));
		return token;
	}

	private JWTClaimsSet.Builder createClaims() {
		Instant now = this.clock.instant();
		return new JWTClaimsSet.Builder().issuer(this.expected.issuer())
			.audience(this.expected.audience())
			.issueTime(Date.from(now))
			.expirationTime(Date.from(now.plus(this.settings.tokenLife())));
	}

	private static Object nestTenantClaim(List<String> names) {
		return names.isEmpty() ? TENANT : Map.of(names.getFirst(), nestTenantClaim(names.subList(1, names.size())));
	}

	private String signClaims(JWTClaimsSet claims) {
		try {
			SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
			token.sign(new MACSigner(this.key.getBytes(StandardCharsets.UTF_8)));
			return token.serialize();
		}
		catch (JOSEException failure) {
			throw new IllegalStateException("The key in LOCAL_DATA_DIR cannot sign", failure);
		}
	}

}
