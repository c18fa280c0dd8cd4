package io.connectorservice.secret.vault;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server on loopback that answers as Vault does, to whoever logs in, and fails when
 * told to: KV version 2 under {@code kv}, AppRole, Kubernetes and token login, health.
 */
public final class VaultDouble implements AutoCloseable {

	/** A token that always holds, and that has no end. */
	public static final String ROOT_TOKEN = "hvs.root-of-the-double";

	public static final String ROLE_ID = "role-of-the-double";

	public static final String SECRET_ID = "secret-id-of-the-double";

	public static final String K8S_ROLE = "k8s-role-of-the-double";

	public static final String K8S_TOKEN = "service-account-token-of-the-double";

	private final JsonMapper json = new JsonMapper();

	private final HttpServer server;

	private final String scheme;

	private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

	private final List<Call> calls = new CopyOnWriteArrayList<>();

	private final Map<String, Stored> documents = new ConcurrentHashMap<>();

	private final Set<String> tokens = ConcurrentHashMap.newKeySet();

	private volatile @Nullable String version;

	private volatile Fault fault = Fault.NONE;

	private volatile String faultyPaths = "";

	private volatile String location = "http://127.0.0.1:1/";

	private volatile Duration lease = Duration.ofHours(1);

	private volatile @Nullable String namespace;

	private volatile Duration delay = Duration.ofSeconds(20);

	public VaultDouble() {
		this(null);
	}

	/** One that speaks TLS as localhost. */
	VaultDouble(@Nullable SSLContext tls) {
		this.server = server(tls);
		this.scheme = (tls != null) ? "https://localhost:" : "http://127.0.0.1:";
		this.tokens.add(ROOT_TOKEN);
		this.server.setExecutor(this.executor);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	private static HttpServer server(@Nullable SSLContext tls) {
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		try {
			if (tls == null) {
				return HttpServer.create(address, 0);
			}
			HttpsServer server = HttpsServer.create(address, 0);
			server.setHttpsConfigurator(new HttpsConfigurator(tls));
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** What VAULT_ADDR is to be. */
	public String address() {
		return this.scheme + this.server.getAddress().getPort();
	}

	/** Fails from now on, in every call whose path contains the text. */
	public void fail(Fault fault, String pathsWith) {
		this.faultyPaths = pathsWith;
		this.fault = fault;
	}

	public void fail(Fault fault) {
		fail(fault, "");
	}

	public void recover() {
		fail(Fault.NONE);
	}

	/** Where {@link Fault#REDIRECT} redirects to. */
	public void redirectTo(String location) {
		this.location = location;
	}

	/** How long tokens from now on live; zero for ever. */
	public void lease(Duration lease) {
		this.lease = lease;
	}

	/** Answers only requests for this namespace. */
	public void namespace(String namespace) {
		this.namespace = namespace;
	}

	/** Forgets every token that was handed out. */
	public void revokeTokens() {
		this.tokens.removeIf((token) -> !token.equals(ROOT_TOKEN));
	}

	public boolean holds(String token) {
		return this.tokens.contains(token);
	}

	/** Every request so far. */
	public List<Call> calls() {
		return List.copyOf(this.calls);
	}

	public List<Call> calls(String pathsWith) {
		return this.calls.stream().filter((call) -> call.path().contains(pathsWith)).toList();
	}

	public void forgetCalls() {
		this.calls.clear();
	}

	/** Tells of which version its mount is. */
	public void tellVersion(String version) {
		this.version = version;
	}

	/** Stores a document as an operator would, by its path {@code kv/data/…}. */
	public void store(String path, Map<String, ?> fields) {
		this.documents.computeIfAbsent(path, (key) -> new Stored()).add(new LinkedHashMap<>(fields));
	}

	/** Deletes a document's latest version, as {@code vault kv delete} does. */
	public void deleteLatest(String path) {
		Objects.requireNonNull(this.documents.get(path)).deleteLatest();
	}

	/** A document's latest fields. */
	public Optional<Map<String, Object>> findDocument(String path) {
		return Optional.ofNullable(this.documents.get(path)).map(Stored::latest);
	}

	public Set<String> paths() {
		return new HashSet<>(this.documents.keySet());
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			Map<String, String> headers = new LinkedHashMap<>();
			exchange.getRequestHeaders()
				.forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
			Call call = new Call(exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body);
			this.calls.add(call);
			Reply reply = call.path().contains(this.faultyPaths) ? faulty(call, exchange) : answer(call);
			if (reply != null) {
				send(exchange, reply);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private @Nullable Reply faulty(Call call, HttpExchange exchange) throws IOException, InterruptedException {
		return switch (this.fault) {
			case NONE -> answer(call);
			case SEALED ->
				isHealth(call) ? health(call, "sealedcode", 503, true, false) : errors(503, "Vault is sealed");
			case STANDBY -> isHealth(call) ? health(call, "standbycode", 429, false, true) : answer(call);
			case UNINITIALIZED -> isHealth(call) ? replyUninitialized(call) : errors(503, "Vault is sealed");
			case DENIED -> errors(403, "1 error occurred:\n\t* permission denied\n\n");
			case INTERNAL_ERROR -> errors(500, "internal error");
			case REDIRECT -> redirect(exchange);
			case GARBAGE -> new Reply(200, "<html>not Vault: hunter2</html>");
			case NOT_VAULT -> new Reply(200, "{\"data\":\"hunter2\"}");
			case SLOW -> late(call);
			case DRIP -> drip(exchange);
			case DROP -> throw new IOException("dropped");
		};
	}

	private Reply redirect(HttpExchange exchange) {
		exchange.getResponseHeaders().add("Location", this.location);
		return new Reply(307, "");
	}

	private Reply late(Call call) throws InterruptedException {
		Thread.sleep(this.delay);
		return answer(call);
	}

	private @Nullable Reply drip(HttpExchange exchange) throws IOException, InterruptedException {
		exchange.getResponseHeaders().add("Content-Type", "application/json");
		exchange.sendResponseHeaders(200, 0);
		OutputStream body = exchange.getResponseBody();
		for (Instant end = Instant.now().plus(this.delay); Instant.now().isBefore(end);) {
			body.write(' ');
			body.flush();
			Thread.sleep(20);
		}
		return null;
	}

	private Reply answer(Call call) {
		String path = call.path().replaceFirst("^/v1/", "");
		if (isHealth(call)) {
			return health(call, "activecode", 200, false, false);
		}
		if (this.namespace != null && !this.namespace.equals(call.headers().get("x-vault-namespace"))) {
			return errors(403, "permission denied");
		}
		if (path.startsWith("auth/") && path.endsWith("/login")) {
			return logIn(path, fields(call.body()));
		}
		String token = call.headers().getOrDefault("x-vault-token", "");
		if (!this.tokens.contains(token)) {
			return errors(403, "2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n");
		}
		return answer(call, path, token);
	}

	private Reply answer(Call call, String path, String token) {
		if (path.equals("auth/token/lookup-self")) {
			return replyToLookup(token);
		}
		if (path.equals("auth/token/renew-self")) {
			return token(token);
		}
		if (path.equals("auth/token/revoke-self")) {
			this.tokens.remove(token);
			return new Reply(204, "");
		}
		if (path.equals("sys/internal/ui/mounts/kv") && this.version != null) {
			return new Reply(200, "{\"data\":{\"type\":\"kv\",\"options\":{\"version\":\"" + this.version + "\"}}}");
		}
		if (path.startsWith("kv/data/")) {
			return data(call, path);
		}
		if (path.startsWith("kv/metadata/") && call.method().equals("DELETE")) {
			this.documents.remove(path.replaceFirst("metadata", "data"));
			return new Reply(204, "");
		}
		return errors(404, "no handler for route \"" + path + "\". route entry not found.");
	}

	private Reply logIn(String path, Map<String, Object> body) {
		boolean appRole = path.contains("approle") && ROLE_ID.equals(body.get("role_id"))
				&& SECRET_ID.equals(body.get("secret_id"));
		boolean kubernetes = path.contains("kubernetes") && K8S_ROLE.equals(body.get("role"))
				&& K8S_TOKEN.equals(body.get("jwt"));
		if (!appRole && !kubernetes) {
			return errors(400, "invalid role or secret ID");
		}
		String token = "hvs." + UUID.randomUUID();
		this.tokens.add(token);
		return token(token);
	}

	private Reply token(String token) {
		return reply(200,
				Map.of("auth", Map.of("client_token", token, "accessor", "accessor", "policies", List.of("default"),
						"token_type", "service", "lease_duration", this.lease.toSeconds(), "renewable", true)));
	}

	private Reply replyToLookup(String token) {
		boolean root = token.equals(ROOT_TOKEN) && this.lease.equals(Duration.ofHours(1));
		return reply(200, Map.of("data", Map.of("id", token, "accessor", "accessor", "type", "service", "ttl",
				root ? 0 : this.lease.toSeconds(), "creation_ttl", 0, "renewable", !root)));
	}

	private Reply data(Call call, String path) {
		return switch (call.method()) {
			case "GET" -> read(path);
			case "POST", "PUT" -> write(path, fields(call.body()));
			case "DELETE" -> {
				deleteLatest(path);
				yield new Reply(204, "");
			}
			default -> errors(405, "unsupported operation");
		};
	}

	private Reply read(String path) {
		Stored stored = this.documents.get(path);
		if (stored == null) {
			return errors(404);
		}
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("data", stored.latest());
		data.put("metadata", stored.metadata());
		return reply((stored.latest() != null) ? 200 : 404, Map.of("data", data));
	}

	private synchronized Reply write(String path, Map<String, Object> body) {
		Stored stored = this.documents.computeIfAbsent(path, (key) -> new Stored());
		if (body.get("options") instanceof Map<?, ?> options && options.get("cas") instanceof Integer cas
				&& cas != stored.version()) {
			return errors(400, "check-and-set parameter did not match the current version");
		}
		if (!(body.get("data") instanceof Map<?, ?> data)) {
			return errors(400, "no data provided");
		}
		Map<String, Object> fields = new LinkedHashMap<>();
		data.forEach((name, value) -> fields.put((String) name, value));
		stored.add(fields);
		return reply(200, Map.of("data", stored.metadata()));
	}

	private static boolean isHealth(Call call) {
		return call.path().startsWith("/v1/sys/health");
	}

	// the caller may ask for another status than the state's own
	private static int status(Call call, String parameter, int usual) {
		Matcher asked = Pattern.compile(parameter + "=(\\d+)").matcher(call.path());
		return asked.find() ? Integer.parseInt(asked.group(1)) : usual;
	}

	private Reply health(Call call, String parameter, int usual, boolean sealed, boolean standby) {
		return reply(status(call, parameter, usual),
				Map.of("initialized", true, "sealed", sealed, "standby", standby, "performance_standby", false,
						"version", "1.21.0", "server_time_utc", 1_700_000_000, "cluster_name", "vault-cluster-double"));
	}

	private Reply replyUninitialized(Call call) {
		return reply(status(call, "uninitcode", 501), Map.of("initialized", false, "sealed", true, "standby", true));
	}

	private Reply errors(int status, String... errors) {
		return reply(status, Map.of("errors", errors));
	}

	private Reply reply(int status, Map<String, ?> body) {
		return new Reply(status, this.json.writeValueAsString(body));
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> fields(String body) {
		return body.isEmpty() ? Map.of() : this.json.readValue(body, Map.class);
	}

	private static void send(HttpExchange exchange, Reply reply) throws IOException {
		byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().add("Content-Type", "application/json");
		exchange.sendResponseHeaders(reply.status(), (body.length == 0) ? -1 : body.length);
		exchange.getResponseBody().write(body);
	}

	/**
	 * What can go wrong.
	 */
	public enum Fault {

		NONE, SEALED, STANDBY, UNINITIALIZED, DENIED, INTERNAL_ERROR, REDIRECT, GARBAGE, NOT_VAULT, SLOW, DRIP, DROP

	}

	/**
	 * A request as it came; header names in lower case.
	 */
	public record Call(String method, String path, Map<String, String> headers, String body) {
	}

	private record Reply(int status, String body) {
	}

	private static final class Stored {

		private final List<@Nullable Map<String, Object>> versions = new ArrayList<>();

		synchronized void add(Map<String, Object> fields) {
			this.versions.add(fields);
		}

		synchronized void deleteLatest() {
			this.versions.set(this.versions.size() - 1, null);
		}

		synchronized @Nullable Map<String, Object> latest() {
			return this.versions.isEmpty() ? null : this.versions.getLast();
		}

		synchronized int version() {
			return this.versions.size();
		}

		Map<String, Object> metadata() {
			Map<String, Object> metadata = new LinkedHashMap<>();
			metadata.put("created_time", "2026-01-01T00:00:00.123456789Z");
			metadata.put("custom_metadata", null);
			metadata.put("deletion_time", (latest() != null) ? "" : "2026-01-02T00:00:00.123456789Z");
			metadata.put("destroyed", false);
			metadata.put("version", version());
			return metadata;
		}

	}

}
