package io.connectorservice.tls;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import io.connectorservice.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.pem.PemContent;

/**
 * The operator's own certificate authorities, read once from a PEM file.
 */
public final class CertificateAuthorities {

	private final List<X509Certificate> certificates;

	private CertificateAuthorities(List<X509Certificate> certificates) {
		this.certificates = certificates;
	}

	/**
	 * Reads the file.
	 * @param variable the setting that names the file, for error messages
	 * @throws InvalidSettingException if there is no such file or no certificate in it
	 */
	public static CertificateAuthorities readPemFile(String variable, String file) {
		try {
			return new CertificateAuthorities(List.copyOf(PemContent.load(Path.of(file)).getCertificates()));
		}
		catch (IOException | InvalidPathException _) {
			throw new InvalidSettingException(variable + " must name a file that the service can read");
		}
		catch (IllegalStateException | IllegalArgumentException _) {
			throw new InvalidSettingException(
					variable + " must name a file of certificates in PEM form (-----BEGIN CERTIFICATE-----)");
		}
	}

	/** Creates an SSL context that trusts these authorities only. */
	public SSLContext trustingOnlyThese() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, createTrustManagers(this.certificates).getTrustManagers(), new SecureRandom());
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("TLS is not available", ex);
		}
	}

	/** Creates a trust manager factory that trusts these authorities and Java's own. */
	public TrustManagerFactory besideThoseOfJava() {
		Stream<X509Certificate> known = Stream.of(createTrustManagers(null).getTrustManagers())
			.filter(X509TrustManager.class::isInstance)
			.flatMap((TrustManager manager) -> Stream.of(((X509TrustManager) manager).getAcceptedIssuers()));
		return createTrustManagers(Stream.concat(known, this.certificates.stream()).toList());
	}

	private static TrustManagerFactory createTrustManagers(@Nullable List<X509Certificate> certificates) {
		try {
			TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			factory.init((certificates != null) ? createTrustStore(certificates) : null);
			return factory;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("TLS is not available", ex);
		}
	}

	private static KeyStore createTrustStore(List<X509Certificate> certificates)
			throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
		store.load(null, null);
		for (int i = 0; i < certificates.size(); i++) {
			store.setCertificateEntry("authority-" + i, certificates.get(i));
		}
		return store;
	}

}
