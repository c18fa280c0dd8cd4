package io.connectorservice.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A certificate authority of a test, with a server on localhost that it vouches for.
 */
public final class TestAuthority {

	public static final String PASSWORD = "changeit";

	private static final String SERVER = "server";

	private final Path keys;

	private TestAuthority(Path keys) {
		this.keys = keys;
	}

	/** Makes one, with its keys in the folder. */
	public static TestAuthority in(Path folder, String name) {
		TestAuthority authority = new TestAuthority(folder.resolve(name + ".p12"));
		authority.keytool("-genkeypair", "-alias", "authority", "-keyalg", "EC", "-dname", "CN=" + name, "-ext",
				"bc:c");
		authority.keytool("-genkeypair", "-alias", SERVER, "-signer", "authority", "-keyalg", "EC", "-dname",
				"CN=localhost", "-ext", "san=dns:localhost");
		authority.keytool("-exportcert", "-rfc", "-alias", "authority", "-file", authority.certificate().toString());
		return authority;
	}

	/** Its own certificate, in PEM form. */
	public Path certificate() {
		return this.keys.resolveSibling(this.keys.getFileName() + ".pem");
	}

	/** TLS of the server that it vouches for. */
	public SSLContext server() {
		try {
			KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			managers.init(store(), PASSWORD.toCharArray());
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(managers.getKeyManagers(), null, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A listener of that server, on loopback. */
	public ServerSocket listener() throws IOException {
		return server().getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	/** The server's key in PEM form. */
	public String serverKey() {
		try {
			Key key = store().getKey(SERVER, PASSWORD.toCharArray());
			return pem("PRIVATE KEY", key.getEncoded());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The server's certificate in PEM form. */
	public String serverCertificate() {
		try {
			Certificate certificate = store().getCertificate(SERVER);
			return pem("CERTIFICATE", certificate.getEncoded());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String pem(String kind, byte[] content) {
		return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content)
				+ "\n-----END " + kind + "-----\n";
	}

	private KeyStore store() {
		try (InputStream in = Files.newInputStream(this.keys)) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(in, PASSWORD.toCharArray());
			return store;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void keytool(String... arguments) {
		List<String> command = Stream
			.of(Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()), Stream.of(arguments),
					Stream.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", this.keys.toString()))
			.flatMap((part) -> part)
			.toList();
		try {
			assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
