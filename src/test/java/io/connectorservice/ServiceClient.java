package io.connectorservice;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.nimbusds.jwt.SignedJWT;
import io.connectorservice.json.StrictJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.core.env.Environment;

/**
 * Calls the service that a test runs, as callers do: over HTTP, with real tokens.
 */
@TestComponent
public final class ServiceClient {

	public static final String BASE = "/api/v1/connectors";

	public static final String CONFIGURATIONS = BASE + "/configurations";

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

	private final Environment environment;

	private final TestTokens tokens;

	private final Map<String, String> headers;

	@Autowired
	ServiceClient(Environment environment, @Value("${connector.local.data-dir}") Path dataDir) {
		this(environment, TestTokens.withKeyIn(dataDir), Map.of());
	}

	private ServiceClient(Environment environment, TestTokens tokens, Map<String, String> headers) {
		this.environment = environment;
		this.tokens = tokens;
		this.headers = headers;
	}

	/** The same, as a tenant nobody has seen before. */
	public ServiceClient asNewTenant() {
		return asTenant(UUID.randomUUID());
	}

	public ServiceClient asTenant(UUID tenant) {
		return withHeader("Authorization", "Bearer " + this.tokens.of(tenant));
	}

	/** A header that it sends with every call. */
	public String header(String name) {
		return this.headers.getOrDefault(name, "");
	}

	/** The tenant that it calls as. */
	public String tenantId() {
		try {
			return SignedJWT.parse(header("Authorization").substring("Bearer ".length()))
				.getJWTClaimsSet()
				.getSubject();
		}
		catch (ParseException failure) {
			throw new IllegalStateException(failure);
		}
	}

	/** The same, as a caller that may act for any tenant. */
	public ServiceClient asServiceRole() {
		return withHeader("Authorization", "Bearer " + this.tokens.ofServiceRole());
	}

	public ServiceClient withToken(String token) {
		return withHeader("Authorization", "Bearer " + token);
	}

	public ServiceClient withHeader(String name, String value) {
		Map<String, String> more = new LinkedHashMap<>(this.headers);
		more.put(name, value);
		return new ServiceClient(this.environment, this.tokens, more);
	}

	public TestTokens tokens() {
		return this.tokens;
	}

	public Answer get(String path) {
		return send("GET", path, null);
	}

	public Answer post(String path, String json) {
		return send("POST", path, json.getBytes(StandardCharsets.UTF_8));
	}

	public Answer post(String path) {
		return send("POST", path, null);
	}

	public Answer put(String path, String json) {
		return send("PUT", path, json.getBytes(StandardCharsets.UTF_8));
	}

	public Answer delete(String path) {
		return send("DELETE", path, null);
	}

	/**
	 * Sends a body as it is; with a Content-Type of JSON unless a header says otherwise.
	 */
	public Answer send(String method, String path, byte @Nullable [] body) {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(60));
		if (body == null) {
			request.method(method, HttpRequest.BodyPublishers.noBody());
		}
		else {
			request.method(method, HttpRequest.BodyPublishers.ofByteArray(body));
			request.header("Content-Type", this.headers.getOrDefault("Content-Type", "application/json"));
		}
		this.headers.forEach(request::setHeader);
		return send(request.build());
	}

	public URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.environment.getRequiredProperty("local.server.port") + path);
	}

	private Answer send(HttpRequest request) {
		try {
			return new Answer(this.http.send(request, HttpResponse.BodyHandlers.ofByteArray()));
		}
		catch (IOException failure) {
			throw new IllegalStateException("The service did not answer", failure);
		}
		catch (InterruptedException interrupted) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(interrupted);
		}
	}

	/**
	 * Creates a connector.
	 * @return its id
	 */
	public String create(String json) {
		Answer answer = post(CONFIGURATIONS, json);
		if (answer.status() != 201) {
			throw new AssertionError("not created: " + answer.status() + " " + answer.text());
		}
		return answer.json().path("id").asString();
	}

	/**
	 * What the service answered.
	 */
	public record Answer(HttpResponse<byte[]> response) {

		public int status() {
			return this.response.statusCode();
		}

		public String text() {
			return new String(this.response.body(), StandardCharsets.UTF_8);
		}

		public JsonNode json() {
			return StrictJson.read(this.response.body());
		}

		public @Nullable String header(String name) {
			return this.response.headers().firstValue(name).orElse(null);
		}

		/** Where what was created is. */
		public String location() {
			return this.response.headers().firstValue("Location").orElseThrow();
		}

		/** The problem's code. */
		public String code() {
			return json().path("code").asString("");
		}

		/** The pointers of all faults named. */
		public List<String> pointers() {
			return json().path("errors").valueStream().map((fault) -> fault.path("pointer").asString()).toList();
		}

	}

}
