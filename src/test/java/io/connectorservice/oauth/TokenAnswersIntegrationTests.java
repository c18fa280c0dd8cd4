package io.connectorservice.oauth;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.database.TestDatabase;
import io.connectorservice.oauth.TokenModuleContext.Owned;
import io.connectorservice.oauth.endpoint.TokenResponse;
import io.connectorservice.oauth.storage.ConnectionStatus;
import io.connectorservice.oauth.storage.StoredTokens;
import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.RawServer;
import io.connectorservice.outbound.TestClients;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.InMemorySecretStore;
import io.connectorservice.secret.Secret;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Responses of real-world token endpoints to a refresh, and the outcome of each.
 */
@ConcurrentTestClass
class TokenAnswersIntegrationTests {

	private static final String CONFIG = "{\"client_id\":\"c\",\"token_endpoint_auth_method\":\"none\",\"token_url\":\"%s\",\"reauthorization_errors\":[\"OWN_WORD_for_it\"]}";

	private static final Duration UNKNOWN = Duration.ZERO;

	private static final Duration HOUR = Duration.ofHours(1);

	private static final String LONG = "a".repeat(16 * 1024);

	static final List<Arguments> GRANTS = List.of(
			grant("plain", json("{'access_token':'a','token_type':'Bearer','expires_in':3600}"), HOUR, null),
			grant("lower-case type", json("{'access_token':'a','token_type':'bearer','expires_in':3600}"), HOUR, null),
			grant("upper-case type", json("{'access_token':'a','token_type':'BEARER','expires_in':3600}"), HOUR, null),
			grant("no type", json("{'access_token':'a','expires_in':3600}"), HOUR, null),
			grant("lifetime as text", json("{'access_token':'a','expires_in':'3600'}"), HOUR, null),
			grant("lifetime padded", json("{'access_token':'a','expires_in':' 3600 '}"), HOUR, null),
			grant("lifetime with a fraction", json("{'access_token':'a','expires_in':3600.9}"), HOUR, null),
			grant("lifetime as text with a fraction", json("{'access_token':'a','expires_in':'3600.5'}"), HOUR, null),
			grant("no lifetime", json("{'access_token':'a'}"), UNKNOWN, null),
			grant("lifetime null", json("{'access_token':'a','expires_in':null}"), UNKNOWN, null),
			grant("lifetime 0", json("{'access_token':'a','expires_in':0}"), UNKNOWN, null),
			grant("lifetime negative", json("{'access_token':'a','expires_in':-1}"), UNKNOWN, null),
			grant("lifetime a part of a second", json("{'access_token':'a','expires_in':0.5}"), UNKNOWN, null),
			grant("lifetime a part of a second as text", json("{'access_token':'a','expires_in':'0.999'}"), UNKNOWN,
					null),
			grant("Slack's type", json("{'access_token':'a','token_type':'bot'}"), UNKNOWN, null),
			grant("Apigee's type", json("{'access_token':'a','token_type':'BearerToken'}"), UNKNOWN, null),
			grant("type empty", json("{'access_token':'a','token_type':''}"), UNKNOWN, null),
			grant("error 0", json("{'access_token':'a','error':0}"), UNKNOWN, null),
			grant("error false", json("{'access_token':'a','error':'false'}"), UNKNOWN, null),
			grant("error without members", json("{'access_token':'a','error':{}}"), UNKNOWN, null),
			grant("lifetime absurd", json("{'access_token':'a','expires_in':99999999999999999999}"), UNKNOWN, null),
			grant("lifetime beyond numbers", json("{'access_token':'a','expires_in':1e999999999}"), UNKNOWN, null),
			grant("lifetime that no number holds", json("{'access_token':'a','expires_in':1e2147483648}"), UNKNOWN,
					null),
			grant("scopes with NUL", json("{'access_token':'a','scope':'read a\\u0000b write'}"), UNKNOWN,
					"read write"),
			grant("scopes with half a character", json("{'access_token':'a','scope':['read','a\\ud800']}"), UNKNOWN,
					"read"),
			grant("only scopes that cannot be kept", json("{'access_token':'a','scope':'\\u0000'}"), UNKNOWN, null),
			grant("a scope without end", json("{'access_token':'a','scope':'read " + LONG + " write'}"), UNKNOWN,
					"read write"),
			grant("lifetime in words", json("{'access_token':'a','expires_in':'soon'}"), UNKNOWN, null),
			grant("lifetime as an object", json("{'access_token':'a','expires_in':{}}"), UNKNOWN, null),
			grant("an end that is none", json("{'access_token':'a','expires_at':'tomorrow'}"), UNKNOWN, null),
			grant("scopes by space", json("{'access_token':'a','scope':'read write'}"), UNKNOWN, "read write"),
			grant("scopes by comma", json("{'access_token':'a','scope':'read,write'}"), UNKNOWN, "read write"),
			grant("scopes as a list", json("{'access_token':'a','scope':['read','write']}"), UNKNOWN, "read write"),
			grant("scopes empty", json("{'access_token':'a','scope':''}"), UNKNOWN, null),
			grant("nested as Slack does", json("{'ok':true,'authed_user':{'access_token':'a','expires_in':3600}}"),
					HOUR, null),
			grant("form-encoded",
					Reply.of(200, "application/x-www-form-urlencoded",
							"access_token=a&expires_in=3600&scope=read%2Cwrite"),
					HOUR, "read write"),
			grant("form-encoded, called text", Reply.of(200, "text/plain", "access_token=a&expires_in=3600"), HOUR,
					null),
			grant("JSON, called text", Reply.of(200, "text/html; charset=utf-8", "{\"access_token\":\"a\"}"), UNKNOWN,
					null),
			grant("a byte order mark", Reply.of(200, "application/json", "\ufeff{\"access_token\":\"a\"}"), UNKNOWN,
					null),
			grant("the last of two", json("{'access_token':'b','access_token':'a'}"), UNKNOWN, null),
			grant("error empty", json("{'access_token':'a','error':''}"), UNKNOWN, null),
			grant("created", Reply.json(201, "{\"access_token\":\"a\"}"), UNKNOWN, null),
			grant("compressed", gzip("{\"access_token\":\"a\",\"expires_in\":3600}"), HOUR, null));

	static final List<Arguments> FAILURES = Stream
		.of(failure("error within a success", json("{'error':'temporarily_unavailable'}"), "upstream_error"),
				failure("HTML", Reply.of(200, "text/html", "<html><a href='?x=y'>Sign in</a></html>"),
						"upstream_error"),
				failure("nothing", new Reply(200, Map.of(), new byte[0]), "upstream_error"),
				failure("no content", new Reply(204, Map.of(), new byte[0]), "upstream_error"),
				failure("an empty object", json("{}"), "upstream_error"),
				failure("a list", json("[1]"), "upstream_error"),
				failure("cut off", json("{'access_token':'a'"), "upstream_error"),
				failure("deep", json("{'a':".repeat(5000)), "upstream_error"),
				failure("more than 64 KiB", json("{'access_token':'a','x':'" + "x".repeat(64 * 1024) + "'}"),
						"upstream_unreachable"),
				failure("more than 64 KiB, compressed",
						gzip("{\"access_token\":\"a\",\"x\":[{}" + ",{}".repeat(1_000_000) + "]}"),
						"upstream_unreachable"),
				failure("token null", json("{'access_token':null}"), "upstream_error"),
				failure("token empty", json("{'access_token':''}"), "upstream_error"),
				failure("token a number", json("{'access_token':1}"), "upstream_error"),
				failure("token with a space", json("{'access_token':'a b'}"), "upstream_error"),
				failure("token with a line break", json("{'access_token':'a\\r\\nX-Evil: 1'}"), "upstream_error"),
				failure("token with NUL", json("{'access_token':'a\\u0000'}"), "upstream_error"),
				failure("token not ASCII", json("{'access_token':'\u00e4'}"), "upstream_error"),
				failure("token too long", json("{'access_token':'a" + LONG + "'}"), "token_request_refused"),
				failure("token a character too long", json("{'access_token':'" + "a".repeat(8143) + "'}"),
						"token_request_refused"),
				failure("type mac", json("{'access_token':'a','token_type':'mac'}"), "token_request_refused"),
				failure("type DPoP", json("{'access_token':'a','token_type':'DPoP'}"), "token_request_refused"),
				failure("type N_A", json("{'access_token':'a','token_type':'N_A'}"), "token_request_refused"),
				failure("type PoP", json("{'access_token':'a','token_type':'PoP'}"), "token_request_refused"),
				failure("not UTF-8",
						new Reply(200, Map.of("Content-Type", "application/json"),
								RawServer.bytes("{\"access_token\":\"\u00e4\"}")),
						"upstream_error"),
				failure("client unknown", Reply.json(401, "{\"error\":\"invalid_client\"}"), "token_request_refused"),
				failure("client refused", Reply.json(400,
						"{\"error\":\"unauthorized_client\"}"), "token_request_refused"),
				failure("scope refused", Reply.json(400, "{\"error\":\"invalid_scope\"}"), "token_request_refused"),
				failure("request refused", Reply.json(400,
						"{\"error\":\"invalid_request\"}"), "token_request_refused"),
				failure("refused without a word", new Reply(401, Map.of(), new byte[0]), "token_request_refused"),
				failure("forbidden", new Reply(403, Map.of(), new byte[0]), "token_request_refused"),
				failure("not there", Reply.of(404, "text/html", "<h1>Not Found</h1>"), "token_request_refused"),
				failure("bad request without a code", Reply.json(400, "{}"), "upstream_error"),
				failure("bad request in HTML", Reply.of(400, "text/html", "<p>error=invalid_grant</p>"),
						"upstream_error"),
				failure("error an object of another kind", Reply.json(400, "{\"error\":{\"code\":100}}"),
						"upstream_error"),
				failure("a number elsewhere", Reply.json(400, "{\"code\":190}"), "upstream_error"),
				failure("client refused in words of the refresh token", Reply.json(401,
						"{\"error\":\"invalid_client\",\"error_description\":\"refresh token of an invalid client\"}"),
						"token_request_refused"),
				failure("refused in other words", Reply.json(403,
						"{\"error\":\"unauthorized_client\",\"error_description\":\"The client may not use refresh tokens\"}"),
						"token_request_refused"),
				failure("busy", new Reply(429, Map.of(), new byte[0]), "upstream_error"),
				failure("broken", new Reply(500, Map.of(), new byte[0]), "upstream_error"),
				failure("away", Reply.of(503, "text/html", "<h1>503</h1>"), "upstream_error"),
				failure("elsewhere", Reply.redirect(302, "http://127.0.0.1:1/token"), "upstream_error"),
				failure("elsewhere, kept", Reply.redirect(307, "/other"), "upstream_error"),
				failure("too large", Reply.of(200, "application/json", " ".repeat(1_200_000)), "upstream_unreachable"),
				failure("a compressed bomb", gzip(" ".repeat(20_000_000)), "upstream_unreachable"))
		.toList();

	static final List<Arguments> GRANTS_GONE = List.of(toArguments(json("{'error':'invalid_grant'}")),
			toArguments(
					Reply.json(400, "{\"error\":\"invalid_grant\",\"error_description\":\"Token has been revoked.\"}")),
			toArguments(Reply.of(400, "application/json;charset=UTF-8", "{\"error\":\"invalid_grant\"}")),
			toArguments(Reply.of(400, "text/html", "{\"error\":\"invalid_grant\"}")),
			toArguments(Reply.json(400, "{\"error\":\"INVALID_GRANT\"}")),
			toArguments(Reply.json(401, "{\"error\":\"invalid_grant\"}")),
			toArguments(Reply.of(400, "application/x-www-form-urlencoded", "error=invalid_grant&error_description=x")),
			toArguments(json("{'error':'bad_refresh_token'}")),
			toArguments(json("{'ok':false,'error':'invalid_refresh_token'}")),
			toArguments(Reply.json(429, "{\"error\":\"invalid_grant\"}")),
			toArguments(Reply.json(500, "{\"error\":\"invalid_grant\"}")),
			toArguments(Reply.json(400, "{\"error\":{\"code\":\"invalid_grant\"}}")),
			toArguments(Reply.json(400, "{\"error\":\"interaction_required\"}")),
			toArguments(Reply.json(400, "{\"error\":\"consent_required\"}")),
			toArguments(Reply.json(400, "{\"error\":\"login_required\"}")),
			toArguments(json("{'error':'invalid_code'}")), toArguments(json("{'ok':false,'error':'token_revoked'}")),
			toArguments(json("{'ok':false,'error':'token_expired'}")),
			toArguments(Reply.json(400,
					"{\"status\":\"BAD_REFRESH_TOKEN\",\"message\":\"missing or invalid refresh token\",\"correlationId\":\"x\"}")),
			toArguments(Reply.json(403,
					"{\"error\":\"unauthorized_client\",\"error_description\":\"refresh_token is invalid\"}")),
			toArguments(Reply.json(403,
					"{\"error\":\"unauthorized_client\",\"error_description\":\"Unknown or invalid refresh token.\"}")),
			toArguments(Reply.json(400,
					"{\"error\":\"invalid_request\",\"error_description\":\"The provided authorization grant or refresh token is invalid, expired or revoked\"}")),
			toArguments(Reply.json(400,
					"{\"error\":{\"message\":\"Error validating access token\",\"type\":\"OAuthException\",\"code\":190,\"error_subcode\":463}}")),
			toArguments(Reply.json(401, "{\"error\":\"own_word_for_it\"}")));

	private static final TestDatabase database = TestDatabase.createMigrated();

	private static final TokenModuleContext tokenModuleContext = TokenModuleContext.over(database,
			new InMemorySecretStore(), TestClients.allowing("127.0.0.1"));

	private final UpstreamServer provider = UpstreamServer.start();

	private final Owned owned = TokenModuleContext.connector(database);

	private static Arguments grant(String what, Reply reply, Duration life, @Nullable String scopes) {
		return arguments(what, reply, life, scopes);
	}

	private static Arguments failure(String what, Reply reply, String code) {
		return arguments(what, reply, code);
	}

	private static Arguments toArguments(Reply reply) {
		return arguments(reply.status() + " " + new String(reply.body(), StandardCharsets.UTF_8), reply);
	}

	private static Reply json(String json) {
		return Reply.json(200, json.replace('\'', '"'));
	}

	private static Reply gzip(String text) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			gzip.write(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
		return new Reply(200, Map.of("Content-Type", "application/json", "Content-Encoding", "gzip"),
				bytes.toByteArray());
	}

	@AfterAll
	static void stop() {
		tokenModuleContext.close();
	}

	@AfterEach
	void stopProvider() {
		this.provider.close();
	}

	private TokenContext connection() {
		return connection(this.provider.url() + "/token");
	}

	private TokenContext connection(String tokenUrl) {
		TokenContext connection = tokenModuleContext.oauth2(this.owned, CONFIG.formatted(tokenUrl));
		tokenModuleContext.store(connection, Map.of("refresh_token", "refresh-0"));
		return connection;
	}

	private ProblemException catchProblem(TokenContext connection) {
		List<ProblemException> caught = new ArrayList<>();
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> tokenModuleContext.tokens().getAccessToken(connection))
			.satisfies(caught::add);
		return caught.getFirst();
	}

	private Map<String, String> fields(TokenContext connection) {
		Map<String, String> fields = new HashMap<>();
		tokenModuleContext.readStored(connection)
			.fields()
			.forEach((name, value) -> fields.put(name, String.valueOf(value)));
		return fields;
	}

	@ParameterizedTest(name = "{0}")
	@FieldSource("GRANTS")
	void cachesGrantedToken(String what, Reply reply, Duration life, @Nullable String scopes) {
		TokenContext connection = connection();
		this.provider.respondWith(reply);
		assertThat(tokenModuleContext.tokens().getAccessToken(connection).reveal()).isEqualTo("a");
		assertThat(tokenModuleContext.tokens().getAccessToken(connection).reveal()).isEqualTo("a");
		assertThat(this.provider.calls()).hasSize(1);
		ConnectionStatus status = tokenModuleContext.status(this.owned);
		assertThat(status.status()).isEqualTo("connected");
		if (life.isZero()) {
			assertThat(status.expiresAt()).isNull();
		}
		else {
			assertThat(status.expiresAt()).isCloseTo(Instant.now().plus(life), within(Duration.ofMinutes(1)));
		}
		assertThat(status.grantedScopes()).isEqualTo((scopes == null) ? null : List.of(scopes.split(" ")));
		assertThat(fields(connection)).containsEntry("access_token", "a").containsEntry("refresh_token", "refresh-0");
	}

	@ParameterizedTest(name = "{0}")
	@FieldSource("FAILURES")
	void backsOffAfterFailureAndKeepsTokens(String what, Reply reply, String code) {
		TokenContext connection = connection();
		this.provider.respondWith(reply);
		assertThat(catchProblem(connection).code().code()).isEqualTo(code);
		assertThat(tokenModuleContext.state(this.owned).untilNextAttempt()).isBetween(Duration.ZERO,
				Duration.ofSeconds(1));
		lengthenPause();
		ProblemException second = catchProblem(connection);
		assertThat(second.code().code()).as("the pause").isEqualTo("upstream_error");
		assertThat(second.detail()).contains("not called again before the time in Retry-After");
		assertThat(this.provider.calls()).as("asked once, then not within the pause").hasSize(1);
		assertThat(tokenModuleContext.state(this.owned).failures()).isEqualTo(1);
		assertThat(tokenModuleContext.status(this.owned).status()).isEqualTo("not_connected");
		assertThat(fields(connection)).isEqualTo(Map.of("refresh_token", "refresh-0"));
	}

	@ParameterizedTest(name = "{0}")
	@FieldSource("GRANTS_GONE")
	void requiresReauthorizationWithoutRetryAfterRevokedGrant(String what, Reply reply) {
		TokenContext connection = connection();
		this.provider.respondWith(reply);
		for (int i = 0; i < 3; i++) {
			assertThat(catchProblem(connection).code().code()).isEqualTo("reauthorization_required");
		}
		assertThat(this.provider.calls()).hasSize(1);
		assertThat(tokenModuleContext.status(this.owned).status()).isEqualTo("reauthorization_required");
		tokenModuleContext.store(connection, Map.of("refresh_token", "refresh-1"));
		this.provider.respondWith(json("{'access_token':'anew'}"));
		assertThat(tokenModuleContext.tokens().getAccessToken(connection).reveal())
			.as("at once, when other tokens are there")
			.isEqualTo("anew");
		assertThat(tokenModuleContext.status(this.owned).status()).isEqualTo("connected");
	}

	@Test
	void requiresReauthorizationWhenTokenWithoutRefreshTokenExpires() {
		TokenContext connection = tokenModuleContext.oauth2(this.owned,
				CONFIG.formatted(this.provider.url() + "/token"));
		TokenResponse answer = new TokenResponse(Secret.of("access"), null, Duration.ofHours(1), null, Map.of());
		storeGrant(connection, answer);
		assertThat(tokenModuleContext.tokens().getAccessToken(connection).reveal()).isEqualTo("access");
		assertThat(tokenModuleContext.tokens().refreshAccessToken(connection, Secret.of("access")).reveal())
			.as("it has not ended")
			.isEqualTo("access");
		tokenModuleContext.store(connection, Map.of(StoredTokens.EXPIRES_AT, Instant.now().minusSeconds(1).toString()));
		tokenModuleContext.bean(TokenCache.class).evict(this.owned.ref());
		for (int i = 0; i < 3; i++) {
			assertThat(catchProblem(connection).code().code()).isEqualTo("reauthorization_required");
		}
		assertThat(tokenModuleContext.status(this.owned).status()).isEqualTo("reauthorization_required");
		assertThat(this.provider.calls()).isEmpty();
		storeGrant(connection, answer);
		assertThat(tokenModuleContext.tokens().getAccessToken(connection).reveal()).isEqualTo("access");
	}

	private static void storeGrant(TokenContext connection, TokenResponse response) {
		AuthorizedTokenWriter writer = tokenModuleContext.bean(AuthorizedTokenWriter.class);
		writer.store(connection, writer.prepareGrant(connection, connection.place(), response, UUID.randomUUID()),
				response.scopes(), () -> {
				});
	}

	@Test
	void acceptsLongestTokenThatFitsIntoAHeader() {
		TokenContext connection = connection();
		this.provider.respondWith(json("{'access_token':'" + "a".repeat(8142) + "'}"));
		assertThat(tokenModuleContext.tokens().getAccessToken(connection).reveal()).hasSize(8142);
	}

	@Test
	void refreshesAtSeparateRefreshUrl() {
		TokenContext connection = tokenModuleContext.oauth2(this.owned,
				"{\"client_id\":\"c\",\"token_endpoint_auth_method\":\"none\",\"token_url\":\"%1$s/token\",\"refresh_url\":\"%1$s/token?refresh\"}"
					.formatted(this.provider.url()));
		tokenModuleContext.store(connection, Map.of("refresh_token", "refresh-0"));
		this.provider.respondWith(json("{'access_token':'a'}"));
		tokenModuleContext.tokens().getAccessToken(connection);
		assertThat(this.provider.lastCall().uri()).isEqualTo("/token?refresh");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			401 | {"error":"tenant_suspended","error_description":"Ask your admin, refresh-0"} | true
			400 | {"message":"No."}                                                           | true
			403 |                                                                             | true
			401 | {"error":"invalid_client"}                                                  | false
			400 | {"error":"invalid_scope"}                                                   | false
			400 | {"error":"temporarily_unavailable"}                                         | false
			429 | {"error":"tenant_suspended"}                                                | false
			503 | {"error":"tenant_suspended"}                                                | false
			""")
	void requiresReauthorizationAfterADayOfTheSameRefusal(int status, @Nullable String body, boolean end) {
		TokenContext connection = connection();
		this.provider.respondWith(Reply.json(status, (body == null) ? "" : body));
		for (int i = 0; i < 5; i++) {
			assertThat(catchProblem(connection).code().code()).isNotEqualTo("reauthorization_required");
			pauseIsOver();
		}
		database.superuser()
			.sql("update connector_service.oauth_connections set refused_since = now() - interval '25 hours' where connector_id = ?")
			.param(this.owned.connector())
			.update();
		ProblemException last = catchProblem(connection);
		assertThat(last.code().code().equals("reauthorization_required")).isEqualTo(end);
		assertThat(tokenModuleContext.status(this.owned).status())
			.isEqualTo(end ? "reauthorization_required" : "not_connected");
		if (end) {
			ProblemException again = catchProblem(connection);
			assertThat(again.detail()).isEqualTo(last.detail()).doesNotContain("refresh-0");
			assertThat(this.provider.calls()).hasSize(6);
		}
		if (body != null && body.contains("admin")) {
			assertThat(last.detail()).contains("(it says: Ask your admin, ***)");
		}
	}

	@Test
	void restartsRefusalCountWhenTheErrorChanges() {
		TokenContext connection = connection();
		for (int i = 0; i < 12; i++) {
			this.provider.respondWith(Reply.json(400, "{\"error\":\"odd_" + i / 4 + "\"}"));
			assertThat(catchProblem(connection).code().code()).isEqualTo("upstream_error");
			pauseIsOver();
			database.superuser()
				.sql("update connector_service.oauth_connections set refused_since = now() - interval '25 hours' where connector_id = ?")
				.param(this.owned.connector())
				.update();
		}
	}

	// on a busy machine the next call may start after the pause is over
	private void lengthenPause() {
		database.superuser()
			.sql("update connector_service.oauth_connections set next_attempt_at = next_attempt_at + interval '1 hour'"
					+ " where connector_id = ?")
			.param(this.owned.connector())
			.update();
	}

	private void pauseIsOver() {
		database.superuser()
			.sql("update connector_service.oauth_connections set next_attempt_at = null where connector_id = ?")
			.param(this.owned.connector())
			.update();
	}

	@ParameterizedTest
	@ValueSource(strings = { "hang", "reset", "drip", "no HTTP", "half a head" })
	void backsOffFromUnresponsiveTokenEndpoint(String how) throws IOException {
		try (RawServer server = RawServer.answering((_, socket) -> {
			switch (how) {
				case "hang" -> Thread.sleep(60_000);
				case "reset" -> {
					socket.setSoLinger(true, 0);
					socket.close();
				}
				case "drip" -> {
					socket.getOutputStream().write(RawServer.bytes("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"));
					for (int i = 0; i < 600; i++) {
						socket.getOutputStream().write(' ');
						socket.getOutputStream().flush();
						Thread.sleep(100);
					}
				}
				case "no HTTP" -> socket.getOutputStream().write(RawServer.bytes("SSH-2.0-server\r\n\r\n"));
				default -> {
					socket.getOutputStream().write(RawServer.bytes("HTTP/1.1 200 OK\r\nContent-"));
					socket.close();
				}
			}
		})) {
			TokenContext connection = connection("http://127.0.0.1:" + server.port() + "/token");
			assertThat(catchProblem(connection).code().code()).isEqualTo("upstream_unreachable");
			lengthenPause();
			assertThat(catchProblem(connection).detail()).contains("not called again before the time in Retry-After");
			assertThat(server.requests()).as("sent once, whatever comes of it").hasSize(1);
			assertThat(tokenModuleContext.state(this.owned).failures()).isEqualTo(1);
			assertThat(tokenModuleContext.status(this.owned).status()).isEqualTo("not_connected");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://10.0.0.1/token", "http://169.254.169.254/token", "http://[::1]/token",
			"https://localhost/token", "http://127.0.0.2:9/token" })
	void doesNotCallForbiddenAddress(String url) {
		TokenContext connection = connection(url);
		assertThat(catchProblem(connection).code().code()).isEqualTo("egress_forbidden");
		assertThat(tokenModuleContext.state(this.owned).failures()).isEqualTo(1);
	}

	@Test
	void sendsNothingWithoutTls() throws IOException {
		try (RawServer plain = RawServer.answering("HTTP/1.1 200 OK\r\n\r\n")) {
			TokenContext connection = connection("https://127.0.0.1:" + plain.port() + "/token");
			assertThat(catchProblem(connection).code().code()).isEqualTo("upstream_unreachable");
			assertThat(plain.requests()).noneMatch((request) -> request.contains("refresh"));
			assertThat(tokenModuleContext.state(this.owned).failures()).isEqualTo(1);
			assertThat(tokenModuleContext.status(this.owned).status()).isEqualTo("not_connected");
		}
	}

	@Test
	void sendsNothingAfterDnsRebindsToForbiddenAddress() throws IOException {
		String body = "{\"access_token\":\"a\",\"refresh_token\":\"refresh-1\"}";
		try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: "
				+ body.length() + "\r\nContent-Type: application/json\r\n\r\n" + body);
				OutboundClient outbound = TestClients.rebinding(List.of("127.0.0.1", "169.254.169.254"), "127.0.0.1/32",
						"token.example:" + server.port());
				TokenModuleContext rebound = TokenModuleContext.over(database, new InMemorySecretStore(), outbound)) {
			TokenContext connection = rebound.oauth2(this.owned,
					CONFIG.formatted("http://token.example:" + server.port() + "/token"));
			rebound.store(connection, Map.of("refresh_token", "refresh-0"));
			Secret token = rebound.tokens().getAccessToken(connection);
			assertThat(token).isEqualTo(Secret.of("a"));
			rebound.store(connection, Map.of("known_token", "of another"));
			assertThatExceptionOfType(ProblemException.class)
				.isThrownBy(() -> rebound.tokens().refreshAccessToken(connection, token))
				.satisfies((problem) -> assertThat(problem.code().code()).isEqualTo("egress_forbidden"));
			assertThat(server.requests()).hasSize(1);
			assertThat(rebound.status(this.owned).status()).isEqualTo("connected");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "7", "700", "86400" })
	void respectsRetryAfterOfTokenEndpoint(String retryAfter) {
		TokenContext connection = connection();
		this.provider.respondWith(new Reply(429, Map.of("Retry-After", retryAfter), new byte[0]));
		catchProblem(connection);
		long seconds = Math.min(Long.parseLong(retryAfter), 600);
		assertThat(tokenModuleContext.state(this.owned).untilNextAttempt()).isBetween(Duration.ofSeconds(seconds - 5),
				Duration.ofSeconds(seconds));
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 429, 500, 503 })
	void servesValidTokenWhileRefreshFails(int status) {
		TokenContext connection = connection();
		this.provider.respondWith(json("{'access_token':'old','expires_in':60}"));
		tokenModuleContext.tokens().getAccessToken(connection);
		this.provider.respondWith(new Reply(status, Map.of(), new byte[0]));
		tokenModuleContext.store(connection, Map.of("obtained_at", Instant.now().minusSeconds(56).toString(),
				StoredTokens.EXPIRES_AT, Instant.now().plusSeconds(4).toString()));
		tokenModuleContext.bean(TokenCache.class).evict(this.owned.ref());
		for (int i = 0; i < 5; i++) {
			assertThat(tokenModuleContext.tokens().getAccessToken(connection).reveal()).isEqualTo("old");
		}
		assertThat(this.provider.calls()).hasSize(2);
		assertThat(tokenModuleContext.status(this.owned).status()).isEqualTo("connected");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'access_token':'a','refresh_token':'refresh-1','instance_url':'https://x.example'}",
			"{'authed_user':{'access_token':'a','refresh_token':'refresh-1','instance_url':'https://x.example'}}" })
	void storesRotatedRefreshToken(String answer) {
		TokenContext connection = connection();
		this.provider.respondWith(json(answer));
		tokenModuleContext.tokens().getAccessToken(connection);
		assertThat(fields(connection)).containsEntry("refresh_token", "refresh-1")
			.doesNotContainValue("https://x.example");
		Secret refused = Secret.of("a");
		tokenModuleContext.store(connection, Map.of("known_token", "of another"));
		this.provider.respondWith(json("{'access_token':'b'}"));
		assertThat(tokenModuleContext.tokens().refreshAccessToken(connection, refused).reveal()).isEqualTo("b");
		assertThat(this.provider.lastCall().body()).contains("refresh_token=refresh-1");
		assertThat(fields(connection)).containsEntry("refresh_token", "refresh-1");
	}

}
