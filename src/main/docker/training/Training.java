import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Uses a running service as tenants do, so that the AOT cache that is made of this run
 * knows the classes and the method profiles of requests with signed tokens.
 *
 * <p>
 * Prints the port of its own servers first, then waits until the service is healthy, and
 * ends with a line that says how many reads were answered with 200. Arguments: the
 * service's port and the secret that signs tokens.
 */
final class Training {

	private static final int TENANTS = 4;

	private static final int CONNECTIONS = 8;

	private static final int ROUNDS = Integer.getInteger("training.rounds", 250);

	private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

	private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

	private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final String url;

	private final String secret;

	private final String api;

	private Training(int port, String secret, TrainingServers servers) {
		this.url = "http://127.0.0.1:" + port;
		this.secret = secret;
		this.api = "http://127.0.0.1:" + servers.port();
	}

	public static void main(String[] args) throws Exception {
		try (TrainingServers servers = new TrainingServers()) {
			System.out.println(servers.port());
			Training training = new Training(Integer.parseInt(args[0]), args[1], servers);
			training.awaitService();
			System.out.println("The training read " + training.useService() + " times with status 200");
		}
	}

	private void awaitService() throws IOException, InterruptedException {
		Instant end = Instant.now().plus(START_TIMEOUT);
		while (!isHealthy()) {
			if (Instant.now().isAfter(end)) {
				throw new IllegalStateException("The service is not healthy after " + START_TIMEOUT);
			}
			Thread.sleep(200);
		}
	}

	private boolean isHealthy() throws InterruptedException {
		try {
			return send("GET", "/api/v1/health", null, null).statusCode() == 200;
		}
		catch (IOException _) {
			return false;
		}
	}

	/** Returns how many reads were answered with 200. */
	private int useService() throws Exception {
		List<Connector> connectors = new ArrayList<>();
		for (int number = 0; number < TENANTS; number++) {
			String token = signToken(UUID.randomUUID());
			connectors.add(create(token, "apikey", "{\"api_key_name\":\"X-Api-Key\",\"key_location\":\"header\"}",
					"{\"api_key\":\"" + TrainingServers.API_KEY + "\"}"));
			connectors.add(create(token, "oauth2",
					"{\"grant_type\":\"client_credentials\",\"client_id\":\"training\",\"token_url\":\"" + this.api
							+ "/token\"}",
					"{\"client_secret\":\"client-secret-of-the-training\"}"));
		}
		int reads = readConcurrently(connectors);
		requestRefusals(connectors.getFirst());
		for (String path : List.of("/actuator/health/readiness", "/actuator/prometheus", "/v3/api-docs")) {
			send("GET", path, null, null);
		}
		return reads;
	}

	private Connector create(String token, String authType, String authConfig, String credentials) throws Exception {
		String body = """
				{"connector_name":"Training %s","service_name":"training","auth_type":"%s","auth_config":%s,"credentials":%s,
				 "api_spec":{"openapi":"3.0.3","info":{"title":"Items","version":"1"},"servers":[{"url":"%s/api"}],
				  "paths":{"/items":{"post":{"operationId":"create_item","requestBody":{"content":{"application/json":{"schema":
				   {"type":"object","required":["title"],"properties":{"title":{"type":"string"}}}}}},"responses":{}}}}},
				 "metadata":{"test_path":"/me"}}"""
			.formatted(authType, authType, authConfig, credentials, this.api);
		HttpResponse<String> created = connectors("POST", "/configurations", token, body);
		Matcher id = ID.matcher(created.body());
		if (created.statusCode() != 201 || !id.find()) {
			throw new IllegalStateException("No connector was created: " + created.statusCode() + " " + created.body());
		}
		return new Connector(id.group(1), token);
	}

	private int readConcurrently(List<Connector> connectors) throws Exception {
		try (ExecutorService executor = Executors.newFixedThreadPool(CONNECTIONS)) {
			List<Future<Integer>> loads = new ArrayList<>();
			for (Connector connector : connectors) {
				loads.add(executor.submit(() -> use(connector)));
			}
			int reads = 0;
			for (Future<Integer> load : loads) {
				reads += load.get();
			}
			return reads;
		}
	}

	// most calls are reads; the others are made often enough to be known, too
	private int use(Connector connector) throws Exception {
		int reads = 0;
		for (int round = 0; round < ROUNDS; round++) {
			for (String path : List.of("/items", "/items/1", "/items?state=open&sort=name")) {
				reads += read(connector, path);
			}
			if (round % 25 == 0) {
				useOtherOperations(connector);
			}
		}
		return reads;
	}

	private int read(Connector connector, String path) throws IOException, InterruptedException {
		String target = "/" + connector.id() + "/data?resource_path=" + path.replace('?', '&');
		return (connectors("GET", target, connector.token(), null).statusCode() == 200) ? 1 : 0;
	}

	private void useOtherOperations(Connector connector) throws IOException, InterruptedException {
		String one = "/" + connector.id();
		String configuration = "/configurations" + one;
		connectors("GET", "/configurations", connector.token(), null);
		connectors("GET", configuration, connector.token(), null);
		connectors("PUT", configuration, connector.token(), "{\"metadata\":{\"test_path\":\"/me\"}}");
		connectors("POST", one + "/test-connection", connector.token(), null);
		connectors("GET", one + "/actions", connector.token(), null);
		connectors("POST", one + "/actions", connector.token(),
				"{\"action_name\":\"create_item\",\"payload\":{\"title\":\"New\"}}");
		connectors("GET", one + "/events", connector.token(), null);
		read(connector, "/missing");
	}

	private void requestRefusals(Connector connector) throws IOException, InterruptedException {
		connectors("GET", "/configurations", connector.token() + "x", null);
		connectors("GET", "/configurations", null, null);
		connectors("GET", "/" + UUID.randomUUID() + "/data?resource_path=/items", connector.token(), null);
		connectors("POST", "/configurations", connector.token(), "{\"connector_name\":1}");
		connectors("DELETE", "/configurations/" + connector.id(), connector.token(), null);
	}

	private HttpResponse<String> connectors(String method, String path, String token, String body)
			throws IOException, InterruptedException {
		return send(method, "/api/v1/connectors" + path, token, body);
	}

	private HttpResponse<String> send(String method, String path, String token, String body)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.url + path)).timeout(REQUEST_TIMEOUT);
		if (token != null) {
			request.header("Authorization", "Bearer " + token);
		}
		if (body != null) {
			request.header("Content-Type", "application/json");
		}
		request.method(method, (body == null) ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	// as Supabase signs tokens with a project's legacy secret
	private String signToken(UUID tenant) throws GeneralSecurityException {
		long now = Instant.now().getEpochSecond();
		String claims = """
				{"sub":"%s","aud":"authenticated","role":"authenticated","iat":%d,"exp":%d,"email":"someone@example.com",
				 "app_metadata":{"provider":"email","providers":["email"]},"user_metadata":{"email_verified":true},
				 "aal":"aal1","amr":[{"method":"password","timestamp":%d}],"session_id":"%s","is_anonymous":false}"""
			.formatted(tenant, now, now + 3600, now, UUID.randomUUID());
		String unsigned = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
				+ encode(claims.getBytes(StandardCharsets.UTF_8));
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(this.secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
		return unsigned + "." + encode(mac.doFinal(unsigned.getBytes(StandardCharsets.UTF_8)));
	}

	private static String encode(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	private record Connector(String id, String token) {
	}

}
