package io.connectorservice.oauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.JWTBearerGrant;
import io.connectorservice.oauth.PrivateKeys.SigningKey;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.TargetUrl;
import io.connectorservice.secret.Secret;

/**
 * New tokens by an assertion that is signed with a private key: as the grant of RFC 7523
 * (Google's service accounts), or as a bearer token at an address that answers with one
 * (a GitHub App's installations).
 */
final class JwtBearerSource implements TokenSource {

	// providers refuse what their clock calls the future
	private static final Duration BACKDATED = Duration.ofSeconds(60);

	private static final Duration LIFE = Duration.ofMinutes(9);

	private final TokenEndpoint endpoint;

	private final OAuthConfig config;

	private final Supplier<Secret> privateKey;

	private final Supplier<Secret> freshKey;

	private final Clock clock;

	JwtBearerSource(TokenEndpoint endpoint, OAuthConfig config, Supplier<Secret> privateKey, Supplier<Secret> freshKey,
			Clock clock) {
		this.endpoint = endpoint;
		this.config = config;
		this.privateKey = privateKey;
		this.freshKey = freshKey;
		this.clock = clock;
	}

	@Override
	public boolean canRenew(StoredTokens stored) {
		return true;
	}

	@Override
	public boolean needsPerson() {
		return false;
	}

	@Override
	public String rights() {
		return Rights.of(this.config.json(), this.config.scopes(), "mode", "token_url", "issuer", "subject", "audience",
				"token_params");
	}

	@Override
	public TokenAnswer renew(StoredTokens stored) {
		return Reread.ask(this.privateKey, this.freshKey, this::ask);
	}

	private TokenAnswer ask(Secret key) {
		SignedJWT assertion = assertion(key);
		TargetUrl url = TokenEndpoint.target(this.config.tokenUrl());
		boolean installation = "installation".equals(this.config.text("mode").orElse(""));
		return this.endpoint.send(
				installation ? installationRequest(url, assertion)
						: TokenEndpoint.form(url, new JWTBearerGrant(assertion).toParameters()),
				this.config, List.of(assertion.serialize()));
	}

	private static OutboundRequest installationRequest(TargetUrl url, SignedJWT assertion) {
		String jwt = assertion.serialize();
		return OutboundRequest.of("POST", url)
			.withHeader("Accept", "application/json")
			.withCredentialHeader("Authorization", "Bearer " + jwt, List.of(jwt));
	}

	private SignedJWT assertion(Secret privateKey) {
		SigningKey key = PrivateKeys.parse(privateKey);
		JWSAlgorithm algorithm = key.algorithm(this.config.text("assertion_algorithm").orElse(null));
		JWSHeader header = new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT)
			.keyID(this.config.keyId().orElse(key.id()))
			.build();
		try {
			SignedJWT assertion = new SignedJWT(header, claims());
			assertion.sign(key.signer());
			return assertion;
		}
		catch (JOSEException _) {
			throw PrivateKeys.unusable();
		}
	}

	private JWTClaimsSet claims() {
		Instant now = this.clock.instant();
		JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().issuer(this.config.issuer().orElseThrow())
			.subject(this.config.text("subject").orElse(null))
			.audience(this.config.audience().orElseGet(this.config::tokenUrl))
			.issueTime(Date.from(now.minus(BACKDATED)))
			.expirationTime(Date.from(now.plus(LIFE)))
			.jwtID(UUID.randomUUID().toString());
		if (this.config.scope() != null) {
			claims.claim("scope", this.config.scope());
		}
		return claims.build();
	}

}
