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
import io.connectorservice.oauth.endpoint.FreshSecretRetry;
import io.connectorservice.oauth.endpoint.OAuthConfig;
import io.connectorservice.oauth.endpoint.SigningKey;
import io.connectorservice.oauth.endpoint.TokenEndpoint;
import io.connectorservice.oauth.endpoint.TokenResponse;
import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.secret.Secret;

/**
 * Requests tokens with an assertion signed by a private key: either as the grant of RFC
 * 7523 (Google's service accounts), or as a bearer token for an endpoint that responds
 * with a token (a GitHub App's installations).
 */
final class JwtBearerTokenSource implements TokenSource {

	// providers refuse assertions that their clock considers issued in the future
	private static final Duration BACKDATED = Duration.ofSeconds(60);

	private static final Duration LIFETIME = Duration.ofMinutes(9);

	private final TokenEndpoint endpoint;

	private final OAuthConfig config;

	private final FreshSecretRetry<Secret> privateKey;

	private final Clock clock;

	JwtBearerTokenSource(TokenEndpoint endpoint, OAuthConfig config, Supplier<Secret> privateKey,
			Supplier<Secret> freshKey, Clock clock) {
		this.endpoint = endpoint;
		this.config = config;
		this.privateKey = new FreshSecretRetry<>(privateKey, freshKey);
		this.clock = clock;
	}

	@Override
	public boolean canRefresh(StoredTokens stored) {
		return true;
	}

	@Override
	public boolean needsPerson() {
		return false;
	}

	@Override
	public String computeRights() {
		return new GrantTerms(this.config.json(), this.config.scopes()).computeFingerprint("mode", "token_url",
				"issuer", "subject", "audience", "token_params");
	}

	@Override
	public TokenResponse requestToken(StoredTokens stored) {
		return this.privateKey.requestWithRetry(this::requestWithKey);
	}

	private TokenResponse requestWithKey(Secret key) {
		SignedJWT assertion = createAssertion(key);
		TargetUrl url = TokenEndpoint.parseEndpointUrl(this.config.tokenUrl());
		boolean installation = "installation".equals(this.config.findText("mode").orElse(""));
		return this.endpoint.sendTokenRequest(
				installation ? installationRequest(url, assertion)
						: TokenEndpoint.createFormRequest(url, new JWTBearerGrant(assertion).toParameters()),
				this.config, List.of(assertion.serialize()));
	}

	private static OutboundRequest installationRequest(TargetUrl url, SignedJWT assertion) {
		String jwt = assertion.serialize();
		return OutboundRequest.of("POST", url)
			.withHeader("Accept", "application/json")
			.withCredentialHeader("Authorization", "Bearer " + jwt, List.of(jwt));
	}

	private SignedJWT createAssertion(Secret privateKey) {
		SigningKey key = SigningKey.parse(privateKey);
		JWSAlgorithm algorithm = key.selectAlgorithm(this.config.findText("assertion_algorithm").orElse(null));
		JWSHeader header = new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT)
			.keyID(this.config.keyId().orElse(key.id()))
			.build();
		try {
			SignedJWT assertion = new SignedJWT(header, buildClaims());
			assertion.sign(key.createSigner());
			return assertion;
		}
		catch (JOSEException _) {
			throw SigningKey.unusableKeyException();
		}
	}

	private JWTClaimsSet buildClaims() {
		Instant now = this.clock.instant();
		JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().issuer(this.config.issuer().orElseThrow())
			.subject(this.config.findText("subject").orElse(null))
			.audience(this.config.audience().orElseGet(this.config::tokenUrl))
			.issueTime(Date.from(now.minus(BACKDATED)))
			.expirationTime(Date.from(now.plus(LIFETIME)))
			.jwtID(UUID.randomUUID().toString());
		if (this.config.joinScopes() != null) {
			claims.claim("scope", this.config.joinScopes());
		}
		return claims.build();
	}

}
