package io.connectorservice.outbound;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.tls.TestAuthority;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TlsIntegrationTests {

	private static final String TRUST_STORE = "javax.net.ssl.trustStore";

	@TempDir
	private static Path folder;

	private static TestAuthority authority;

	private static RawServer server;

	@BeforeAll
	static void start() throws Exception {
		authority = TestAuthority.in(folder, "authority");
		server = RawServer.on(authority.listener(), (_, socket) -> socket.getOutputStream()
			.write(RawServer.bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")));
	}

	@AfterAll
	static void stop() throws Exception {
		server.close();
	}

	@Test
	void callsAServerThatIsTrustedByItsName() {
		try (OutboundClient client = trusting()) {
			assertThat(client.send(request("localhost")).bodyAsText()).isEqualTo("ok");
		}
	}

	@Test
	void rejectsTrustedCertificateOfAnotherName() {
		try (OutboundClient client = trusting()) {
			assertTlsFails(client, request("127.0.0.1"), "tls_name");
		}
	}

	@Test
	void rejectsUntrustedCertificate() {
		try (OutboundClient client = TestClients.allowing("localhost")) {
			assertTlsFails(client, request("localhost"), "tls_untrusted");
		}
	}

	@Test
	void trustsAnAuthorityOfTheOperator() {
		try (OutboundClient client = TestClients.trusting(authority.certificate(), "localhost")) {
			assertThat(client.send(request("localhost")).bodyAsText()).isEqualTo("ok");
		}
	}

	@Test
	void verifiesHostNameForOperatorsAuthority() {
		try (OutboundClient client = TestClients.trusting(authority.certificate(), "127.0.0.1")) {
			assertTlsFails(client, request("127.0.0.1"), "tls_name");
		}
	}

	@Test
	void rejectsCertificateOfAnotherAuthority() {
		try (OutboundClient client = TestClients.trusting(TestAuthority.in(folder, "other").certificate(),
				"localhost")) {
			assertTlsFails(client, request("localhost"), "tls_untrusted");
		}
	}

	@Test
	void trustsJavasAuthoritiesBesideOperatorsAuthority() {
		TestAuthority another = TestAuthority.in(folder, "another");
		try (OutboundClient client = withJavaTrustStore(
				() -> TestClients.trusting(another.certificate(), "localhost"))) {
			assertThat(client.send(request("localhost")).bodyAsText()).isEqualTo("ok");
		}
	}

	@Test
	void rejectsServerThatSpeaksNoTls() throws Exception {
		try (RawServer plain = RawServer.answering("HTTP/1.1 200 OK\r\n\r\n");
				OutboundClient client = TestClients.within(Duration.ofSeconds(2), "localhost")) {
			OutboundRequest request = OutboundRequest.of("POST",
					TargetUrl.of("https://localhost:" + plain.port() + "/"));
			assertThatExceptionOfType(OutboundException.class).isThrownBy(() -> client.send(request))
				.satisfies((failure) -> assertThat(failure.mayHaveBeenSent()).isFalse());
		}
	}

	private static void assertTlsFails(OutboundClient client, OutboundRequest request, String reason) {
		int before = server.requests().size();
		assertThatExceptionOfType(OutboundException.class).isThrownBy(() -> client.send(request))
			.satisfies((failure) -> assertThat(failure.reason()).isEqualTo(reason))
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(OutboundException.Kind.UNREACHABLE))
			.satisfies((failure) -> assertThat(failure.mayHaveBeenSent()).isFalse());
		assertThat(server.requests()).hasSize(before);
	}

	private static OutboundRequest request(String host) {
		return OutboundRequest.of("GET", TargetUrl.of("https://" + host + ":" + server.port() + "/"));
	}

	private static OutboundClient trusting() {
		return withJavaTrustStore(() -> TestClients.allowing("localhost", "127.0.0.1"));
	}

	private static OutboundClient withJavaTrustStore(Supplier<OutboundClient> client) {
		System.setProperty(TRUST_STORE, folder.resolve("authority.p12").toString());
		System.setProperty(TRUST_STORE + "Password", TestAuthority.PASSWORD);
		try {
			return client.get();
		}
		finally {
			System.clearProperty(TRUST_STORE);
			System.clearProperty(TRUST_STORE + "Password");
		}
	}

}
