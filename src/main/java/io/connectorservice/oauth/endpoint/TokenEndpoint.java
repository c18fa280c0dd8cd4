package io.connectorservice.oauth.endpoint;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Token;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.connectorservice.json.StrictJson;
import io.connectorservice.oauth.endpoint.TokenRequestException.Kind;
import io.connectorservice.oauth.endpoint.TokenRequestException.Refused;
import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.OutboundException;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.outbound.url.InvalidTargetException;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.Secret;
import io.connectorservice.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Sends requests to token endpoints through the {@link OutboundClient}, as tenants choose
 * the endpoints' addresses and they must pass the same egress checks.
 */
@Component
public final class TokenEndpoint {

	private static final String FORM = "application/x-www-form-urlencoded";

	// parameters of a token request that are not secret and may be repeated in a
	// provider's error text
	private static final Set<String> PLAIN = Set.of("grant_type", "client_id", "redirect_uri", "scope", "audience",
			"resource", "client_assertion_type");

	private static final long MAX_RESPONSE_SIZE = 64 * 1024;

	private final OutboundClient outbound;

	private final TokenEndpointSettings settings;

	private final Clock clock;

	private final @Nullable TenantId tenant;

	@Autowired
	TokenEndpoint(OutboundClient outbound, TokenEndpointSettings settings, Clock clock) {
		this(outbound, settings, clock, null);
	}

	private TokenEndpoint(OutboundClient outbound, TokenEndpointSettings settings, Clock clock,
			@Nullable TenantId tenant) {
		this.outbound = outbound;
		this.settings = settings;
		this.clock = clock;
		this.tenant = tenant;
	}

	/**
	 * Returns a token endpoint whose calls count against the tenant's share of outbound
	 * calls.
	 */
	public TokenEndpoint forTenant(TenantId tenant) {
		return new TokenEndpoint(this.outbound, this.settings, this.clock, tenant);
	}

	/**
	 * Requests tokens once, or twice if the provider refused the client and its secret
	 * has been replaced since it was cached.
	 * @throws TokenRequestException if no tokens are granted
	 */
	public TokenResponse requestTokens(OAuthConfig config, OAuthClient client, AuthorizationGrant grant) {
		return new FreshSecretRetry<>(client::readIdentity, client::freshIdentity)
			.requestWithRetry((_) -> requestOnce(config, client, grant));
	}

	private TokenResponse requestOnce(OAuthConfig config, OAuthClient client, AuthorizationGrant grant) {
		boolean renewal = grant instanceof RefreshTokenGrant;
		TargetUrl url = parseEndpointUrl(renewal ? config.refreshUrl() : config.tokenUrl());
		HTTPRequest request = buildTokenRequest(config, client, grant, URI.create(url.text())).toHTTPRequest();
		OutboundRequest call = toOutboundRequest(url, request)
			.withTotalTimeout(renewal ? this.settings.refreshTimeout() : this.settings.requestTimeout());
		List<String> sent = collectSentSecrets(request, client);
		return readResponse(send(config.asksInJson() ? withJsonBody(call, request) : call), config, sent);
	}

	// all secret values that were sent: a provider's error text may repeat them
	private static List<String> collectSentSecrets(HTTPRequest request, OAuthClient client) {
		List<String> sent = new ArrayList<>();
		URLUtils.parseParameters(request.getBody()).forEach((name, values) -> {
			if (!PLAIN.contains(name)) {
				sent.addAll(values);
			}
		});
		client.findSentSecret().ifPresent(sent::add);
		return sent;
	}

	/**
	 * Revokes a token (RFC 7009).
	 * @throws TokenRequestException if the provider does not accept the revocation
	 */
	public void revoke(OAuthConfig config, OAuthClient client, Secret token) {
		TargetUrl url = parseEndpointUrl(config.revocationUrl().orElseThrow());
		ClientAuthentication authentication = client.createAuthentication(URI.create(url.text()));
		Token revoked = new RefreshToken(token.reveal());
		TokenRevocationRequest request = (authentication != null)
				? new TokenRevocationRequest(URI.create(url.text()), authentication, revoked)
				: new TokenRevocationRequest(URI.create(url.text()), client.resolveClientId(), revoked);
		OutboundResponse response = send(
				toOutboundRequest(url, request.toHTTPRequest()).withTotalTimeout(this.settings.requestTimeout()));
		if (response.status() >= 400) {
			throw failureException(Kind.REFUSED, "it did not revoke the token", response, Refused.NOTHING);
		}
	}

	private static TokenRequest buildTokenRequest(OAuthConfig config, OAuthClient client, AuthorizationGrant grant,
			URI url) {
		ClientAuthentication authentication = client.createAuthentication(url);
		if (authentication == null && grant.getType().requiresClientAuthentication()) {
			throw OAuthClient.missingCredentialException("client_secret");
		}
		TokenRequest.Builder request = (authentication != null) ? new TokenRequest.Builder(url, authentication, grant)
				: new TokenRequest.Builder(url, client.resolveClientId(), grant);
		if (config.joinScopes() != null && config.grantType() == OAuthConfig.Grant.CLIENT_CREDENTIALS) {
			request.customParameter("scope", config.joinScopes());
		}
		config.audience().ifPresent((audience) -> request.customParameter("audience", audience));
		if (!config.resources().isEmpty()) {
			request.customParameter("resource", config.resources().toArray(String[]::new));
		}
		config.tokenParams().forEach(request::customParameter);
		return request.build();
	}

	private static OutboundRequest toOutboundRequest(TargetUrl url, HTTPRequest request) {
		OutboundRequest call = OutboundRequest.of("POST", url)
			.withHeader("Accept", "application/json")
			.withBody(FORM, request.getBody().getBytes(StandardCharsets.UTF_8));
		String authorization = request.getAuthorization();
		return (authorization == null) ? call
				: call.withCredentialHeader("Authorization", authorization, List.of(authorization));
	}

	private static OutboundRequest withJsonBody(OutboundRequest call, HTTPRequest request) {
		ObjectNode body = StrictJson.mapper().createObjectNode();
		URLUtils.parseParameters(request.getBody()).forEach((name, values) -> body.put(name, values.getFirst()));
		return call.withBody("application/json", body.toString().getBytes(StandardCharsets.UTF_8));
	}

	/** Creates a form request with the credentials among its parameters. */
	public static OutboundRequest createFormRequest(TargetUrl url, Map<String, List<String>> parameters) {
		return OutboundRequest.of("POST", url)
			.withHeader("Accept", "application/json")
			.withBody(FORM, URLUtils.serializeParameters(parameters).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Sends a token request that already carries its credentials, once.
	 * @param sent the secrets in the request, to be masked in the provider's error text
	 */
	public TokenResponse sendTokenRequest(OutboundRequest request, OAuthConfig config, List<String> sent) {
		return readResponse(send(request.withTotalTimeout(this.settings.requestTimeout())), config, sent);
	}

	/**
	 * Logs in, once.
	 * @param tokenAt the JSON pointer to the token in the response
	 * @param lifeAt the JSON pointer to its lifetime in seconds; may be empty
	 * @param defaultLifetime the lifetime if the response does not state one
	 * @throws TokenRequestException if the response has no usable token
	 */
	public TokenResponse logIn(OutboundRequest request, String tokenAt, String lifeAt, Duration defaultLifetime) {
		OutboundResponse response = send(request.withTotalTimeout(this.settings.requestTimeout()));
		if (response.status() < 200 || response.status() >= 300) {
			throw failureException(new TokenRefusal(List.of(), "").classify(response.status(), List.of()),
					"the login failed", response, Refused.NOTHING);
		}
		return requireUsable(response,
				() -> TokenResponseBody.parse(response).findSessionToken(tokenAt, lifeAt, defaultLifetime))
			.orElseThrow(
					() -> failureException(Kind.TRANSIENT, "there is no token at token_at", response, Refused.NOTHING));
	}

	private Optional<TokenResponse> requireUsable(OutboundResponse response,
			Supplier<Optional<TokenResponse>> reading) {
		try {
			return reading.get();
		}
		catch (UnusableTokenException unusable) {
			throw failureException(Kind.REFUSED, String.valueOf(unusable.getMessage()), response, Refused.NOTHING);
		}
	}

	private OutboundResponse send(OutboundRequest request) {
		try {
			OutboundRequest bounded = request.withMaxResponseBody(MAX_RESPONSE_SIZE);
			return this.outbound.send((this.tenant != null) ? bounded.forTenant(this.tenant) : bounded);
		}
		catch (OutboundException failure) {
			Kind kind = (failure.kind() == OutboundException.Kind.FORBIDDEN) ? Kind.FORBIDDEN : Kind.TRANSIENT;
			throw new TokenRequestException(kind, "The token endpoint did not respond: " + failure.getMessage(), null,
					null, Refused.NOTHING);
		}
	}

	private TokenResponse readResponse(OutboundResponse response, OAuthConfig config, List<String> sent) {
		TokenResponseBody body = TokenResponseBody.parse(response);
		boolean success = response.status() >= 200 && response.status() < 300;
		if (success && !TokenRefusal.isIn(body.json())) {
			return requireUsable(response, () -> body.findTokens(config.answerPath(), this.clock))
				.orElseThrow(() -> refusalException(response, body.json(), config, sent, "the response has no token"));
		}
		throw refusalException(response, body.json(), config, sent, "the response has no error code");
	}

	// a 400 without an error code is no reason to end a connection
	private TokenRequestException refusalException(OutboundResponse response, JsonNode body, OAuthConfig config,
			List<String> sent, String otherwise) {
		TokenRefusal refusal = TokenRefusal.parse(body);
		return failureException(refusal.classify(response.status(), config.reauthorizationErrors()),
				refusal.findCode().orElse(otherwise)
						+ config.appName().map((app) -> " (for the operator's OAuth app " + app + ")").orElse(""),
				response,
				new Refused(refusal.findSameness(response.status()).orElse(null), refusal.sanitizeText(sent)));
	}

	private TokenRequestException failureException(Kind kind, String what, OutboundResponse response, Refused refused) {
		return new TokenRequestException(kind,
				"The token endpoint responded with status " + response.status() + ": " + what, response.status(),
				retryAfter(response), refused);
	}

	private @Nullable Duration retryAfter(OutboundResponse response) {
		return response.findRetryAfter(this.clock).orElse(null);
	}

	/**
	 * Parses an endpoint's URL.
	 * @throws ProblemException CONFIGURATION_INVALID if it is not a valid URL
	 */
	public static TargetUrl parseEndpointUrl(String url) {
		try {
			return TargetUrl.of(url);
		}
		catch (InvalidTargetException refused) {
			throw ProblemException.of(ProblemCode.CONFIGURATION_INVALID,
					"The saved configuration cannot be used: an endpoint's address: " + refused.getMessage());
		}
	}

}
