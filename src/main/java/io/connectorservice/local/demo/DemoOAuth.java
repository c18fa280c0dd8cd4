package io.connectorservice.local.demo;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.connectorservice.digest.Sha256;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The demo service's OAuth 2 provider: a sign-in and consent page, codes with PKCE (RFC
 * 7636), refresh tokens that rotate, and revocation (RFC 7009).
 */
final class DemoOAuth {

	static final String CLIENT_ID = "demo-client";

	static final String CLIENT_SECRET = "demo-client-secret";

	private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

	private static final Duration CODE_LIFE = Duration.ofMinutes(2);

	private final DemoTokens tokens;

	private final DemoPages pages;

	private final JsonMapper json;

	private final Cache<String, AuthorizationRequest> pending = Caffeine.newBuilder()
		.maximumSize(1000)
		.expireAfterWrite(Duration.ofMinutes(30))
		.build();

	private final Cache<String, AuthorizationRequest> codes = Caffeine.newBuilder()
		.maximumSize(1000)
		.expireAfterWrite(CODE_LIFE)
		.build();

	DemoOAuth(DemoTokens tokens, DemoPages pages, JsonMapper json) {
		this.tokens = tokens;
		this.pages = pages;
		this.json = json;
	}

	void addTo(DemoRoutes routes) {
		routes.add("GET", "/oauth/authorize", (request, _) -> askForConsent(request))
			.add("POST", "/oauth/authorize", (request, _) -> handleDecision(request))
			.add("POST", "/oauth/token", (request, _) -> issueTokens(request))
			.add("POST", "/oauth/revoke", (request, _) -> revokeToken(request));
	}

	private DemoResponse askForConsent(DemoRequest request) {
		Map<String, String> query = request.parseQuery();
		if (!CLIENT_ID.equals(query.get("client_id"))) {
			return this.pages.renderProblem("The client is not known: use " + CLIENT_ID + ".");
		}
		String redirectUri = query.getOrDefault("redirect_uri", "");
		if (!isOfThisMachine(redirectUri)) {
			return this.pages
				.renderProblem("The demo sends browsers back to this machine only, not to that redirect_uri.");
		}
		if (!"code".equals(query.get("response_type"))) {
			return sendBack(redirectUri, query.get("state"), Map.of("error", "unsupported_response_type"));
		}
		Optional<Set<String>> scopes = readScopes(query.getOrDefault("scope", ""));
		if (scopes.isEmpty()) {
			return sendBack(redirectUri, query.get("state"), Map.of("error", "invalid_scope"));
		}
		String id = DemoTokens.generateRandom();
		AuthorizationRequest authorization = new AuthorizationRequest(redirectUri, query.get("state"), scopes.get(),
				query.get("code_challenge"), query.getOrDefault("code_challenge_method", "plain"));
		this.pending.put(id, authorization);
		return this.pages.renderConsent(200, id, authorization.scopes, "");
	}

	private static boolean isOfThisMachine(String redirectUri) {
		try {
			URI uri = URI.create(redirectUri);
			return uri.getScheme() != null && uri.getScheme().startsWith("http") && LOOPBACK.contains(uri.getHost());
		}
		catch (IllegalArgumentException _) {
			return false;
		}
	}

	private static Optional<Set<String>> readScopes(String text) {
		Set<String> scopes = new LinkedHashSet<>(
				List.of((text.isBlank() ? DemoAccess.READ : text.strip()).split("\\s+")));
		return Optional.of(scopes).filter(DemoAccess.SCOPES.keySet()::containsAll);
	}

	private DemoResponse handleDecision(DemoRequest request) {
		Map<String, String> form = request.parseForm();
		String id = form.getOrDefault("id", "");
		AuthorizationRequest authorization = this.pending.getIfPresent(id);
		if (authorization == null) {
			return this.pages.renderProblem("This page is too old. Begin again.");
		}
		if (!"allow".equals(form.get("decision"))) {
			this.pending.invalidate(id);
			return sendBack(authorization.redirectUri, authorization.state, Map.of("error", "access_denied"));
		}
		if (!DemoAccess.USER.equals(form.get("user")) || !DemoAccess.PASSWORD.equals(form.get("password"))) {
			return this.pages.renderConsent(403, id, authorization.scopes, "User or password is wrong.");
		}
		this.pending.invalidate(id);
		String code = DemoTokens.generateRandom();
		this.codes.put(code, authorization);
		return sendBack(authorization.redirectUri, authorization.state, Map.of("code", code));
	}

	private static DemoResponse sendBack(String redirectUri, @Nullable String state, Map<String, String> outcome) {
		Map<String, String> parameters = new LinkedHashMap<>(outcome);
		if (state != null) {
			parameters.put("state", state);
		}
		StringBuilder target = new StringBuilder(redirectUri);
		char mark = redirectUri.contains("?") ? '&' : '?';
		for (Map.Entry<String, String> parameter : parameters.entrySet()) {
			target.append(mark)
				.append(parameter.getKey())
				.append('=')
				.append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
			mark = '&';
		}
		return DemoResponse.redirect(target.toString());
	}

	private DemoResponse issueTokens(DemoRequest request) {
		Map<String, String> form = request.parseForm();
		requireClient(request, form);
		Map<String, Object> tokenResponse = switch (form.getOrDefault("grant_type", "")) {
			case "authorization_code" -> redeemCode(form);
			case "refresh_token" -> this.tokens.refresh(form.getOrDefault("refresh_token", ""))
				.orElseThrow(() -> badRequestException("invalid_grant",
						"The refresh token is unknown, was used or was revoked"));
			case "client_credentials" -> this.tokens.issue(readScopes(form.getOrDefault("scope", ""))
				.orElseThrow(() -> badRequestException("invalid_scope", "A scope is not known")), false);
			default -> throw badRequestException("unsupported_grant_type", "That grant is not one of the demo's");
		};
		return DemoResponse.json(this.json, 200, tokenResponse).with("Cache-Control", "no-store");
	}

	private Map<String, Object> redeemCode(Map<String, String> form) {
		AuthorizationRequest authorization = this.codes.asMap().remove(form.getOrDefault("code", ""));
		if (authorization == null || !authorization.redirectUri.equals(form.get("redirect_uri"))
				|| !authorization.isVerifiedBy(form.getOrDefault("code_verifier", ""))) {
			throw badRequestException("invalid_grant",
					"The code is unknown, was used, or was for another redirect or verifier");
		}
		return this.tokens.issue(authorization.scopes, true);
	}

	private DemoResponse revokeToken(DemoRequest request) {
		Map<String, String> form = request.parseForm();
		requireClient(request, form);
		this.tokens.revoke(form.getOrDefault("token", ""));
		return DemoResponse.json(this.json, 200, Map.of());
	}

	private static void requireClient(DemoRequest request, Map<String, String> form) {
		boolean byHeader = request.header("Authorization")
			.filter(("Basic " + DemoAccess.encodeBasic(CLIENT_ID, CLIENT_SECRET))::equals)
			.isPresent();
		boolean byForm = CLIENT_ID.equals(form.get("client_id")) && CLIENT_SECRET.equals(form.get("client_secret"));
		if (!byHeader && !byForm) {
			throw new DemoRefusal(401, "invalid_client", "The client's id or secret is wrong",
					Map.of("WWW-Authenticate", "Basic realm=\"demo\""));
		}
	}

	private static DemoRefusal badRequestException(String code, String message) {
		return new DemoRefusal(400, code, message);
	}

	/** The parameters with which a browser opened the consent page. */
	private record AuthorizationRequest(String redirectUri, @Nullable String state, Set<String> scopes,
			@Nullable String challenge, String method) {

		boolean isVerifiedBy(String verifier) {
			String expected = this.method.equals("S256") ? computeChallenge(verifier) : verifier;
			return this.challenge == null || Objects.equals(this.challenge, expected);
		}

		private static String computeChallenge(String verifier) {
			return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.digest(verifier));
		}

	}

}
