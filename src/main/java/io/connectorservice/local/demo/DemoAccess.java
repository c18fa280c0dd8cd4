package io.connectorservice.local.demo;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Checks the credentials of calls to the demo API: a key, a user with a password, or an
 * access token. Each may make a limited number of calls per minute.
 */
final class DemoAccess {

	static final String API_KEY = "demo-api-key";

	static final String USER = "demo";

	static final String PASSWORD = "demo-password";

	static final String READ = "tasks:read";

	static final String WRITE = "tasks:write";

	static final Map<String, String> SCOPES = Map.of(READ, "Read tasks, people and files", WRITE,
			"Add, change and delete tasks and files");

	private static final int SECONDS_OF_A_WINDOW = 60;

	private final DemoTokens tokens;

	private final Clock clock;

	private final int callsPerMinute;

	private final Cache<String, Window> windows = Caffeine.newBuilder().maximumSize(1000).build();

	DemoAccess(DemoTokens tokens, Clock clock, int callsPerMinute) {
		this.tokens = tokens;
		this.clock = clock;
		this.callsPerMinute = callsPerMinute;
	}

	/**
	 * Runs the handler only if the call has a credential with the scope and is within its
	 * rate limit.
	 */
	DemoRoutes.Handler requireScope(String scope, DemoRoutes.Handler handler) {
		return (request, parts) -> {
			String credential = authenticate(request, scope);
			Window window = countCall(credential);
			return handler.handle(request, parts)
				.with("X-RateLimit-Limit", String.valueOf(this.callsPerMinute))
				.with("X-RateLimit-Remaining", String.valueOf(this.callsPerMinute - window.calls()))
				.with("X-RateLimit-Reset", String.valueOf((window.minute() + 1) * SECONDS_OF_A_WINDOW));
		};
	}

	private String authenticate(DemoRequest request, String scope) {
		Optional<String> key = request.header("X-Api-Key");
		if (key.isPresent()) {
			return key.filter(API_KEY::equals).orElseThrow(DemoAccess::invalidTokenException);
		}
		String authorization = request.header("Authorization").orElseThrow(DemoAccess::invalidTokenException);
		if (authorization.equals("Basic " + encodeBasic(USER, PASSWORD))) {
			return USER;
		}
		String token = authorization.startsWith("Bearer ") ? authorization.substring("Bearer ".length()) : "";
		Set<String> scopes = this.tokens.findScopes(token).orElseThrow(DemoAccess::invalidTokenException);
		if (!scopes.contains(scope)) {
			throw new DemoRefusal(403, "insufficient_scope", "This needs the scope " + scope);
		}
		return token;
	}

	static String encodeBasic(String user, String password) {
		return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
	}

	private static DemoRefusal invalidTokenException() {
		return new DemoRefusal(401, "invalid_token",
				"Give the demo's key as X-Api-Key, its user and password, or a token of its own",
				Map.of("WWW-Authenticate", "Bearer error=\"invalid_token\""));
	}

	private Window countCall(String credential) {
		long now = this.clock.instant().getEpochSecond();
		long minute = now / SECONDS_OF_A_WINDOW;
		Window window = this.windows.asMap()
			.merge(credential, new Window(minute, 1),
					(before, first) -> (before.minute == minute) ? new Window(minute, before.calls + 1) : first);
		if (window.calls > this.callsPerMinute) {
			String wait = String.valueOf((minute + 1) * SECONDS_OF_A_WINDOW - now);
			throw new DemoRefusal(429, "rate_limited",
					"That is more than " + this.callsPerMinute + " calls in a minute", Map.of("Retry-After", wait));
		}
		return window;
	}

	private record Window(long minute, int calls) {
	}

}
