package io.connectorservice.oauth;

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
import io.connectorservice.outbound.InvalidTarget;
import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.OutboundFailure;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.outbound.RetryAfter;
import io.connectorservice.outbound.TargetUrl;
import io.connectorservice.oauth.TokenAnswerReader.UnusableToken;
import io.connectorservice.oauth.TokenRequestFailed.Kind;
import io.connectorservice.oauth.TokenRequestFailed.Refused;
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
 * Asks token endpoints for tokens, over the one way out: their addresses are chosen by
 * tenants like any other.
 */
@Component
final class TokenEndpoint {

	private static final String FORM = "application/x-www-form-urlencoded";

	// what a token request holds that is no secret, and may be part of a provider's words
	private static final Set<String> PLAIN = Set.of("grant_type", "client_id", "redirect_uri", "scope", "audience",
			"resource", "client_assertion_type");

	private static final long LARGEST_ANSWER = 64 * 1024;

	private final OutboundClient outbound;

	private final OAuthSettings settings;

	private final Clock clock;

	private final @Nullable TenantId tenant;

	@Autowired
	TokenEndpoint(OutboundClient outbound, OAuthSettings settings, Clock clock) {
		this(outbound, settings, clock, null);
	}

	private TokenEndpoint(OutboundClient outbound, OAuthSettings settings, Clock clock, @Nullable TenantId tenant) {
		this.outbound = outbound;
		this.settings = settings;
		this.clock = clock;
		this.tenant = tenant;
	}

	/** The same, whose calls count into a tenant's share. */
	TokenEndpoint forTenant(TenantId tenant) {
		return new TokenEndpoint(this.outbound, this.settings, this.clock, tenant);
	}

	/**
	 * Asks for tokens, once; once more where the client was refused with a secret that
	 * has been replaced.
	 * @throws TokenRequestFailed where none are granted
	 */
	TokenAnswer request(OAuthConfig config, OAuthClient client, AuthorizationGrant grant) {
		return Reread.ask(client::identity, client::freshIdentity, (_) -> requestOnce(config, client, grant));
	}

	private TokenAnswer requestOnce(OAuthConfig config, OAuthClient client, AuthorizationGrant grant) {
		boolean renewal = grant instanceof RefreshTokenGrant;
		TargetUrl url = target(renewal ? config.refreshUrl() : config.tokenUrl());
		HTTPRequest request = tokenRequest(config, client, grant, URI.create(url.text())).toHTTPRequest();
		OutboundRequest call = outbound(url, request)
			.withTotalTimeout(renewal ? this.settings.renewalTimeout() : this.settings.requestTimeout());
		List<String> sent = sent(request, client);
		return answer(send(config.asksInJson() ? inJson(call, request) : call), config, sent);
	}

	// all that was sent and is no name: a provider's words may repeat it
	private static List<String> sent(HTTPRequest request, OAuthClient client) {
		List<String> sent = new ArrayList<>();
		URLUtils.parseParameters(request.getBody()).forEach((name, values) -> {
			if (!PLAIN.contains(name)) {
				sent.addAll(values);
			}
		});
		client.sentSecret().ifPresent(sent::add);
		return sent;
	}

	/**
	 * Revokes a token (RFC 7009).
	 * @throws TokenRequestFailed where the provider does not take it
	 */
	void revoke(OAuthConfig config, OAuthClient client, Secret token) {
		TargetUrl url = target(config.revocationUrl().orElseThrow());
		ClientAuthentication authentication = client.authentication(URI.create(url.text()));
		Token revoked = new RefreshToken(token.reveal());
		TokenRevocationRequest request = (authentication != null)
				? new TokenRevocationRequest(URI.create(url.text()), authentication, revoked)
				: new TokenRevocationRequest(URI.create(url.text()), client.id(), revoked);
		OutboundResponse answer = send(
				outbound(url, request.toHTTPRequest()).withTotalTimeout(this.settings.requestTimeout()));
		if (answer.status() >= 400) {
			throw failed(Kind.REFUSED, "which did not revoke", answer, Refused.NOTHING);
		}
	}

	private static TokenRequest tokenRequest(OAuthConfig config, OAuthClient client, AuthorizationGrant grant,
			URI url) {
		ClientAuthentication authentication = client.authentication(url);
		if (authentication == null && grant.getType().requiresClientAuthentication()) {
			throw OAuthClient.missing("client_secret");
		}
		TokenRequest.Builder request = (authentication != null) ? new TokenRequest.Builder(url, authentication, grant)
				: new TokenRequest.Builder(url, client.id(), grant);
		if (config.scope() != null && config.grant() == OAuthConfig.Grant.CLIENT_CREDENTIALS) {
			request.customParameter("scope", config.scope());
		}
		config.audience().ifPresent((audience) -> request.customParameter("audience", audience));
		if (!config.resources().isEmpty()) {
			request.customParameter("resource", config.resources().toArray(String[]::new));
		}
		config.tokenParams().forEach(request::customParameter);
		return request.build();
	}

	private static OutboundRequest outbound(TargetUrl url, HTTPRequest request) {
		OutboundRequest call = OutboundRequest.of("POST", url)
			.withHeader("Accept", "application/json")
			.withBody(FORM, request.getBody().getBytes(StandardCharsets.UTF_8));
		String authorization = request.getAuthorization();
		return (authorization == null) ? call
				: call.withCredentialHeader("Authorization", authorization, List.of(authorization));
	}

	private static OutboundRequest inJson(OutboundRequest call, HTTPRequest request) {
		ObjectNode body = StrictJson.mapper().createObjectNode();
		URLUtils.parseParameters(request.getBody()).forEach((name, values) -> body.put(name, values.getFirst()));
		return call.withBody("application/json", body.toString().getBytes(StandardCharsets.UTF_8));
	}

	/** A request that carries its credentials in its form. */
	static OutboundRequest form(TargetUrl url, Map<String, List<String>> parameters) {
		return OutboundRequest.of("POST", url)
			.withHeader("Accept", "application/json")
			.withBody(FORM, URLUtils.serializeParameters(parameters).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Sends a request that carries its own credentials, once.
	 * @param sent the secrets that it carries
	 */
	TokenAnswer send(OutboundRequest request, OAuthConfig config, List<String> sent) {
		return answer(send(request.withTotalTimeout(this.settings.requestTimeout())), config, sent);
	}

	/**
	 * Logs in, once.
	 * @param tokenAt where in the answer the token stands
	 * @param lifeAt where its life stands
	 * @param usualLife where the answer does not say
	 * @throws TokenRequestFailed where no token comes
	 */
	TokenAnswer login(OutboundRequest request, String tokenAt, String lifeAt, Duration usualLife) {
		OutboundResponse answer = send(request.withTotalTimeout(this.settings.requestTimeout()));
		if (answer.status() < 200 || answer.status() >= 300) {
			throw failed(new TokenRefusal(List.of(), "").kind(answer.status(), List.of()), "to a login", answer,
					Refused.NOTHING);
		}
		return usable(answer, () -> TokenAnswerReader.session(answer, tokenAt, lifeAt, usualLife)).orElseThrow(
				() -> failed(Kind.TRANSIENT, "without a token where token_at names one", answer, Refused.NOTHING));
	}

	private Optional<TokenAnswer> usable(OutboundResponse answer, Supplier<Optional<TokenAnswer>> reading) {
		try {
			return reading.get();
		}
		catch (UnusableToken unusable) {
			throw failed(Kind.REFUSED, String.valueOf(unusable.getMessage()), answer, Refused.NOTHING);
		}
	}

	private OutboundResponse send(OutboundRequest request) {
		try {
			OutboundRequest bounded = request.withMaxResponseBody(LARGEST_ANSWER);
			return this.outbound.send((this.tenant != null) ? bounded.forTenant(this.tenant) : bounded);
		}
		catch (OutboundFailure failure) {
			Kind kind = (failure.kind() == OutboundFailure.Kind.FORBIDDEN) ? Kind.FORBIDDEN : Kind.TRANSIENT;
			throw new TokenRequestFailed(kind, "The token endpoint gave no answer: " + failure.getMessage(), null, null,
					Refused.NOTHING);
		}
	}

	private TokenAnswer answer(OutboundResponse answer, OAuthConfig config, List<String> sent) {
		JsonNode body = TokenAnswerReader.body(answer);
		boolean success = answer.status() >= 200 && answer.status() < 300;
		if (success && !TokenRefusal.isIn(body)) {
			return usable(answer, () -> TokenAnswerReader.read(body, config.answerPath(), this.clock))
				.orElseThrow(() -> refused(answer, body, config, sent, "an answer without a token"));
		}
		throw refused(answer, body, config, sent, "no error code");
	}

	// a 400 without a code says nothing that would justify giving a connection up
	private TokenRequestFailed refused(OutboundResponse answer, JsonNode body, OAuthConfig config, List<String> sent,
			String otherwise) {
		TokenRefusal refusal = TokenRefusal.of(body);
		return failed(refusal.kind(answer.status(), config.reauthorizationErrors()), refusal.code().orElse(otherwise),
				answer, new Refused(refusal.sameness(answer.status()).orElse(null), refusal.shownText(sent)));
	}

	private TokenRequestFailed failed(Kind kind, String what, OutboundResponse answer, Refused refused) {
		return new TokenRequestFailed(kind, "The token endpoint answered with status " + answer.status() + ", " + what,
				answer.status(), retryAfter(answer), refused);
	}

	private @Nullable Duration retryAfter(OutboundResponse answer) {
		return RetryAfter.parse(answer.header("retry-after").orElse(null), this.clock);
	}

	/**
	 * Reads an endpoint's address.
	 * @throws ProblemException CONFIGURATION_INVALID where it is none
	 */
	static TargetUrl target(String url) {
		try {
			return TargetUrl.of(url);
		}
		catch (InvalidTarget refused) {
			throw ProblemException.of(ProblemCode.CONFIGURATION_INVALID,
					"The saved configuration cannot be used: an endpoint's address: " + refused.getMessage());
		}
	}

}
