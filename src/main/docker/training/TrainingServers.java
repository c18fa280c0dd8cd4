import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * The servers that the service calls during its training: a secret store in memory that
 * speaks the API of Vault's KV version 2, and a JSON API with a token endpoint. All of it
 * listens at one port of the loopback interface.
 */
final class TrainingServers implements AutoCloseable {

	static final String VAULT_TOKEN = "token-of-the-training";

	static final String API_KEY = "key-of-the-training";

	private static final String ACCESS_TOKEN = "access-token-of-the-training";

	private static final String DATA = "/v1/kv/data/";

	private static final Pattern SECRETS = Pattern.compile("\"data\"\\s*:\\s*(\\{[^{}]*})");

	private static final Pattern EXPECTED_VERSION = Pattern.compile("\"cas\"\\s*:\\s*(\\d+)");

	private static final String ITEM = "{\"id\":%d,\"name\":\"Item %d\",\"state\":\"open\",\"labels\":[\"a\",\"b\"],\"owner\":{\"login\":\"someone\",\"admin\":false}}";

	private final Map<String, Document> documents = new ConcurrentHashMap<>();

	private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

	private final HttpServer server;

	TrainingServers() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.executor);
		this.server.createContext("/v1/", (exchange) -> respond(exchange, answerAsVault(exchange)));
		this.server.createContext("/api/", (exchange) -> respond(exchange, answerAsApi(exchange)));
		this.server.createContext("/token", (exchange) -> respond(exchange, new Answer(200,
				"{\"access_token\":\"" + ACCESS_TOKEN + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}")));
		this.server.start();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	private Answer answerAsVault(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().getPath();
		if (path.equals("/v1/sys/health")) {
			return new Answer(200, "{\"initialized\":true,\"sealed\":false,\"standby\":false}");
		}
		if (!VAULT_TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"))) {
			return new Answer(403, "{\"errors\":[\"permission denied\"]}");
		}
		return switch (exchange.getRequestMethod()) {
			case "GET" -> path.startsWith(DATA) ? readSecrets(path) : notFound();
			case "POST" -> writeSecrets(path, readBody(exchange));
			case "DELETE" -> deleteSecrets(path);
			default -> notFound();
		};
	}

	private Answer readSecrets(String path) {
		Document document = this.documents.get(path);
		return (document == null) ? notFound() : new Answer(200,
				"{\"data\":{\"data\":" + document.secrets() + ",\"metadata\":" + document.metadata() + "}}");
	}

	private Answer writeSecrets(String path, String body) {
		Matcher secrets = SECRETS.matcher(body);
		Matcher expected = EXPECTED_VERSION.matcher(body);
		Integer expectedVersion = expected.find() ? Integer.valueOf(expected.group(1)) : null;
		if (!secrets.find()) {
			return new Answer(400, "{\"errors\":[\"no data\"]}");
		}
		Document written = this.documents.compute(path, (_, current) -> {
			int version = (current == null) ? 0 : current.version();
			boolean conflicts = expectedVersion != null && expectedVersion != version;
			return conflicts ? current : new Document(secrets.group(1), version + 1);
		});
		boolean isWritten = written != null && (expectedVersion == null || written.version() == expectedVersion + 1);
		return isWritten ? new Answer(200, "{\"data\":" + written.metadata() + "}") : new Answer(400,
				"{\"errors\":[\"check-and-set parameter did not match the current version\"]}");
	}

	private Answer deleteSecrets(String path) {
		this.documents.remove(path.replace("/v1/kv/metadata/", DATA));
		return new Answer(204, "");
	}

	private static Answer answerAsApi(HttpExchange exchange) throws IOException {
		boolean isKeyValid = API_KEY.equals(exchange.getRequestHeaders().getFirst("X-Api-Key"));
		boolean isTokenValid = ("Bearer " + ACCESS_TOKEN)
			.equals(exchange.getRequestHeaders().getFirst("Authorization"));
		if (!isKeyValid && !isTokenValid) {
			return new Answer(401, "{\"error\":\"unauthorized\"}");
		}
		readBody(exchange);
		return switch (exchange.getRequestURI().getPath()) {
			case "/api/missing" -> new Answer(404, "{\"error\":\"not found\"}");
			case "/api/items" -> new Answer(200, items(8));
			default -> new Answer(200, ITEM.formatted(1, 1));
		};
	}

	private static String items(int count) {
		StringBuilder items = new StringBuilder("[");
		for (int number = 1; number <= count; number++) {
			items.append((number == 1) ? "" : ",").append(ITEM.formatted(number, number));
		}
		return items.append(']').toString();
	}

	private static Answer notFound() {
		return new Answer(404, "{\"errors\":[]}");
	}

	private static String readBody(HttpExchange exchange) throws IOException {
		return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
	}

	private static void respond(HttpExchange exchange, Answer answer) throws IOException {
		byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(answer.status(), (body.length == 0) ? -1 : body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	private record Answer(int status, String body) {
	}

	private record Document(String secrets, int version) {

		String metadata() {
			return "{\"created_time\":\"2026-01-01T00:00:00.123456789Z\",\"custom_metadata\":null,\"deletion_time\":\"\",\"destroyed\":false,\"version\":"
					+ this.version + "}";
		}

	}

}
