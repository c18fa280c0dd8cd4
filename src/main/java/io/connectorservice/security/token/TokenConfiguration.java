package io.connectorservice.security.token;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.TrustedAddressClients;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.settings.InvalidSettingException;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Configures how tokens are verified: with JWKS, shared secret and service keys.
 */
@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final int LARGEST_JWKS_BYTES = 256 * 1024;

	@Bean
	@ConditionalOnMissingBean
	Clock clock() {
		return Clock.systemUTC();
	}

	@Bean
	@ConditionalOnProperty("connector.token.jwt-secret")
	TokenKeys sharedSecret(TokenSettings settings) {
		return TokenKeys.fromSharedSecret("SUPABASE_JWT_SECRET", String.valueOf(settings.jwtSecret()));
	}

	@Bean
	ExpectedClaims readExpectedClaims(TokenSettings settings) {
		return new ExpectedClaims(settings.resolveIssuer(), settings.audience(), settings.tenantClaim());
	}

	@Bean
	JwtDecoder rememberedTokens(TokenSettings settings, JwtCacheSettings remembered, ObjectProvider<TokenKeys> keys,
			TrustedAddressClients clients, Clock clock) {
		return new CachingJwtDecoder(createJwtDecoder(settings, keys, clients, clock),
				TokenRules.createTimestampValidator(clock), remembered, Ticker.systemTicker());
	}

	JwtDecoder createJwtDecoder(TokenSettings settings, ObjectProvider<TokenKeys> keys, TrustedAddressClients clients,
			Clock clock) {
		OAuth2TokenValidator<Jwt> rules = new TokenRules(settings, clock);
		Map<JWSAlgorithm, JwtDecoder> decoders = new HashMap<>();
		List<JWK> secrets = keys.orderedStream().map(TokenConfiguration::toJwk).toList();
		if (!secrets.isEmpty()) {
			decoders.put(JWSAlgorithm.HS256, createSharedSecretDecoder(secrets, rules));
		}
		if (settings.jwksUrl() != null) {
			JwtDecoder byKeySet = createKeySetDecoder(settings.jwksUrl(), clients, rules);
			decoders.put(JWSAlgorithm.ES256, byKeySet);
			decoders.put(JWSAlgorithm.RS256, byKeySet);
		}
		if (decoders.isEmpty() && ServiceKeys.fromSettings(settings).isEmpty()) {
			throw new InvalidSettingException(
					"SUPABASE_URL, SUPABASE_JWT_SECRET or SERVICE_TOKEN_KEYS must be set: without one no token can be checked");
		}
		return createServiceKeyDecoder(ServiceKeys.fromSettings(settings), new AlgorithmJwtDecoder(decoders), rules);
	}

	private static JwtDecoder createServiceKeyDecoder(ServiceKeys keys, JwtDecoder others,
			OAuth2TokenValidator<Jwt> rules) {
		if (keys.isEmpty()) {
			return others;
		}
		NimbusJwtDecoder decoder = createDecoder(new ImmutableJWKSet<>(keys.keys()), rules);
		return (token) -> keys.isNamedBy(AlgorithmJwtDecoder.readHeader(token).get("kid")) ? decoder.decode(token)
				: others.decode(token);
	}

	// Every shared secret is tried, because local mode adds its own key to the project's.
	private static JwtDecoder createSharedSecretDecoder(List<JWK> secrets, OAuth2TokenValidator<Jwt> rules) {
		JWKSource<SecurityContext> source = new ImmutableJWKSet<>(new JWKSet(secrets));
		NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(source)
			.jwtProcessorCustomizer((processor) -> processor
				.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.HS256, source)))
			.build();
		decoder.setJwtValidator(rules);
		return decoder;
	}

	private static JWK toJwk(TokenKeys keys) {
		return new OctetSequenceKey.Builder(keys.sharedSecret()).algorithm(JWSAlgorithm.HS256).build();
	}

	private static JwtDecoder createKeySetDecoder(String url, TrustedAddressClients clients,
			OAuth2TokenValidator<Jwt> rules) {
		return createDecoder(new OutageAwareJwkSource(createKeySource(url, clients)), rules);
	}

	private static NimbusJwtDecoder createDecoder(JWKSource<SecurityContext> keys, OAuth2TokenValidator<Jwt> rules) {
		NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(keys)
			.jwsAlgorithms(
					(algorithms) -> algorithms.addAll(Set.of(SignatureAlgorithm.ES256, SignatureAlgorithm.RS256)))
			.build();
		decoder.setJwtValidator(rules);
		return decoder;
	}

	// Unknown key ids cause at most one fetch per 30 seconds, and during an outage the
	// last known keys are used.
	private static JWKSource<SecurityContext> createKeySource(String url, TrustedAddressClients clients) {
		URL address = parseJwksUrl(url);
		OutboundClient outbound = clients.forAddress(TargetUrl.of(url));
		return JWKSourceBuilder.create(address, new KeySetRetriever(outbound, TIMEOUT, LARGEST_JWKS_BYTES))
			.cache(true)
			.rateLimited(true)
			.outageTolerant(true)
			.build();
	}

	private static URL parseJwksUrl(String url) {
		try {
			URI address = new URI(url);
			if (List.of("https", "http").contains(String.valueOf(address.getScheme())) && address.getHost() != null
					&& address.getRawUserInfo() == null) {
				return address.toURL();
			}
		}
		catch (URISyntaxException | MalformedURLException _) {
			// The exception below names the setting but never repeats its value.
		}
		throw new InvalidSettingException("SUPABASE_URL must be an address such as https://abc.supabase.co");
	}

}
