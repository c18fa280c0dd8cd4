package io.connectorservice.oauth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.UpstreamServer.Reply;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The services of the test catalog with their authorization server, and a server of an
 * attacker; both record all calls. They run as long as the tests.
 */
final class OAuthAppProvider implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	static final String CLIENT_ID = "company-client";

	static final UpstreamServer PROVIDER = UpstreamServer.start(OAuthAppProvider::answer);

	static final UpstreamServer ATTACKER = UpstreamServer.start((_) -> Reply.json(200,
			"{\"access_token\":\"access-of-attacker\",\"refresh_token\":\"refresh-of-attacker\",\"expires_in\":3600}"));

	private static final String ENTRY = """
			title: %s
			categories: [communication]
			documentation_url: https://example.com/%1$s
			base_url: %s
			%s
			auth:
			  - auth_type: oauth2
			    title: Consent
			    config:
			      grant_type: %s
			      auth_url: PROVIDER/authorize
			      token_url: %s
			      revocation_url: PROVIDER/revoke
			    scopes: {read: Read, write: Write, admin: Everything}
			    default_scopes: [read]
			actions:
			  send:
			    summary: Send
			    call: POST /send
			    body: {text: string}
			""";

	private static final AtomicInteger GRANTS = new AtomicInteger();

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		TestPropertyValues.of("connector.catalog.folder=" + writeCatalog()).applyTo(context);
	}

	private static Reply answer(Call call) {
		if (call.uri().contains("/token")) {
			String grant = (isApp(call) ? "of-app-" : "of-another-") + GRANTS.incrementAndGet();
			return Reply.json(200,
					"{\"access_token\":\"access-%1$s\",\"refresh_token\":\"refresh-%1$s\",\"expires_in\":3600}"
						.formatted(grant));
		}
		return Reply.json(200, "{\"ok\":true}");
	}

	private static boolean isApp(Call call) {
		String basic = String.valueOf(call.header("Authorization")).replace("Basic ", "");
		return call.body().contains(CLIENT_ID)
				|| new String(Base64.getMimeDecoder().decode(basic), StandardCharsets.UTF_8).startsWith(CLIENT_ID);
	}

	private static Path writeCatalog() {
		try {
			Path folder = Files.createTempDirectory("catalog");
			for (Map.Entry<String, String> entry : entries().entrySet()) {
				Files.writeString(folder.resolve(entry.getKey() + ".yaml"),
						entry.getValue().replace("PROVIDER", PROVIDER.url()).replace("PORT", port()),
						StandardCharsets.UTF_8);
			}
			return folder;
		}
		catch (IOException failure) {
			throw new UncheckedIOException(failure);
		}
	}

	private static String port() {
		return PROVIDER.url().substring(PROVIDER.url().lastIndexOf(':') + 1);
	}

	private static Map<String, String> entries() {
		String code = "authorization_code";
		String token = "PROVIDER/token";
		return Stream.of(new String[] { "apps-chat", "PROVIDER/api", "", code, token },
				new String[] { "apps-used", "PROVIDER/used", "", code, token },
				new String[] { "apps-mail", "PROVIDER/mail", "", code, token },
				new String[] { "apps-robot", "PROVIDER/robot", "", "client_credentials", token },
				new String[] { "apps-directory", "PROVIDER/directory", variable("directory", "[a-z.]+", ""),
						"client_credentials", "PROVIDER/{directory}/token" },
				new String[] { "apps-default", "http://{host}:PORT/api",
						variable("host", "[A-Za-z0-9.-]+", ", default: 127.0.0.1"), code, token },
				new String[] { "apps-suffix", "https://{host}/api",
						variable("host", "evil[.]test|[a-z]+\\\\.apps\\\\.example", ""), code, token },
				new String[] { "apps-folder", "PROVIDER/{folder}/api", variable("folder", "[a-z.]+", ""), code, token },
				new String[] { "apps-loose", "http://{host}/api", variable("host", ".*", ""), code, token },
				new String[] { "apps-port", "http://127.0.0.1:{host}/api", variable("host", "[0-9]+", ""), code,
						"http://127.0.0.1:{host}/token" })
			.collect(Collectors.toMap((entry) -> entry[0], (entry) -> ENTRY.formatted((Object[]) entry)));
	}

	private static String variable(String name, String pattern, String more) {
		return "variables: {" + name + ": {title: " + name + ", pattern: \"" + pattern + "\"" + more + "}}";
	}

	/** The recorded calls of both servers whose path begins so. */
	static List<Call> calls(String path) {
		return Stream.of(PROVIDER, ATTACKER)
			.flatMap((server) -> server.calls().stream())
			.filter((call) -> call.uri().startsWith(path))
			.toList();
	}

	/** Everything that the attacker's server has received. */
	static String everythingAtAttacker() {
		StringBuilder all = new StringBuilder();
		for (Call call : ATTACKER.calls()) {
			all.append(call.uri()).append('\n').append(call.headers()).append('\n').append(call.body()).append('\n');
		}
		return all.toString();
	}

}
