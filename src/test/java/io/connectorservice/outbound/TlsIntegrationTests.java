package io.connectorservice.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TlsIntegrationTests {

	private static final String PASSWORD = "changeit";

	private static final String TRUST_STORE = "javax.net.ssl.trustStore";

	@TempDir
	private static Path folder;

	private static RawServer server;

	@BeforeAll
	static void start() throws Exception {
		makeCertificate("dns:localhost");
		server = RawServer.on(listener(), (_, socket) -> socket.getOutputStream()
			.write(RawServer.bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")));
	}

	@AfterAll
	static void stop() throws Exception {
		server.close();
	}

	@Test
	void callsAServerThatIsTrustedByItsName() {
		try (OutboundClient client = trusting()) {
			assertThat(client.send(request("localhost")).text()).isEqualTo("ok");
		}
	}

	@Test
	void refusesATrustedCertificateOfAnotherName() {
		try (OutboundClient client = trusting()) {
			assertTlsFails(client, request("127.0.0.1"), "tls_name");
		}
	}

	@Test
	void refusesACertificateThatNobodyVouchesFor() {
		try (OutboundClient client = TestClients.allowing("localhost")) {
			assertTlsFails(client, request("localhost"), "tls_untrusted");
		}
	}

	@Test
	void refusesAServerThatSpeaksNoTls() throws Exception {
		try (RawServer plain = RawServer.answering("HTTP/1.1 200 OK\r\n\r\n");
				OutboundClient client = TestClients.allowing("localhost")) {
			OutboundRequest request = OutboundRequest.of("POST",
					TargetUrl.of("https://localhost:" + plain.port() + "/"));
			assertThatExceptionOfType(OutboundFailure.class).isThrownBy(() -> client.send(request))
				.satisfies((failure) -> assertThat(failure.sent()).isFalse());
		}
	}

	private static void assertTlsFails(OutboundClient client, OutboundRequest request, String reason) {
		int before = server.requests().size();
		assertThatExceptionOfType(OutboundFailure.class).isThrownBy(() -> client.send(request))
			.satisfies((failure) -> assertThat(failure.reason()).isEqualTo(reason))
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(OutboundFailure.Kind.UNREACHABLE))
			.satisfies((failure) -> assertThat(failure.sent()).isFalse());
		assertThat(server.requests()).hasSize(before);
	}

	private static OutboundRequest request(String host) {
		return OutboundRequest.of("GET", TargetUrl.of("https://" + host + ":" + server.port() + "/"));
	}

	private static OutboundClient trusting() {
		System.setProperty(TRUST_STORE, folder.resolve("keys").toString());
		System.setProperty(TRUST_STORE + "Password", PASSWORD);
		try {
			return TestClients.allowing("localhost", "127.0.0.1");
		}
		finally {
			System.clearProperty(TRUST_STORE);
			System.clearProperty(TRUST_STORE + "Password");
		}
	}

	private static ServerSocket listener() throws Exception {
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(folder.resolve("keys"))) {
			keys.load(in, PASSWORD.toCharArray());
		}
		KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		managers.init(keys, PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(managers.getKeyManagers(), null, null);
		return context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	private static void makeCertificate(String alternativeName) throws IOException, InterruptedException {
		Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		Process process = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "server", "-keyalg", "EC",
				"-dname", "CN=localhost", "-ext", "san=" + alternativeName, "-storetype", "PKCS12", "-storepass",
				PASSWORD, "-keystore", folder.resolve("keys").toString())
			.inheritIO()
			.start();
		assertThat(process.waitFor()).isZero();
	}

}
