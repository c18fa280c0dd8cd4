package io.connectorservice.secret.vault;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.util.concurrent.Executors;

import io.connectorservice.settings.InvalidSettingException;
import io.connectorservice.tls.CertificateAuthorities;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.vault.client.RestTemplateBuilder;
import org.springframework.vault.client.VaultEndpoint;

/**
 * Builds HTTP clients for Vault at the configured address, with timeouts. They follow no
 * redirects, because every request carries a token.
 */
final class VaultClientFactory {

	private final VaultSettings settings;

	VaultClientFactory(VaultSettings settings) {
		this.settings = settings;
	}

	/**
	 * Creates the builder for login and secrets, which live in the configured namespace.
	 */
	RestTemplateBuilder createBuilder() {
		RestTemplateBuilder builder = createBuilderWithoutNamespace();
		String namespace = this.settings.namespace();
		return (namespace != null) ? builder.defaultHeader("X-Vault-Namespace", namespace) : builder;
	}

	/** Creates the builder for the server's own endpoints, which take no namespace. */
	RestTemplateBuilder createBuilderWithoutNamespace() {
		return RestTemplateBuilder.builder()
			.endpoint(parseEndpoint(this.settings.addr()))
			.requestFactory(createRequestFactory())
			.customizers((rest) -> rest.getInterceptors().add(VaultClientFactory::refuseRedirect));
	}

	private static VaultEndpoint parseEndpoint(@Nullable String addr) {
		URI uri = parseUri(addr);
		VaultEndpoint endpoint = VaultEndpoint.create(uri.getHost(), resolvePort(uri));
		endpoint.setScheme(uri.getScheme());
		endpoint.setPath((uri.getPath() + "/v1").replaceAll("/+", "/").substring(1));
		return endpoint;
	}

	private static URI parseUri(@Nullable String addr) {
		try {
			URI uri = new URI((addr != null) ? addr : "");
			if (isHttp(uri) && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawQuery() == null
					&& uri.getRawFragment() == null) {
				return uri;
			}
		}
		catch (URISyntaxException ex) {
			// The exception below names the setting but never repeats its value.
		}
		throw new InvalidSettingException("VAULT_ADDR must be a plain address such as https://vault.example:8200.");
	}

	private static boolean isHttp(URI uri) {
		return "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
	}

	private static int resolvePort(URI uri) {
		if (uri.getPort() >= 0) {
			return uri.getPort();
		}
		return "https".equals(uri.getScheme()) ? 443 : 80;
	}

	private JdkClientHttpRequestFactory createRequestFactory() {
		HttpClient.Builder client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(this.settings.connectTimeout())
			.executor(Executors.newVirtualThreadPerTaskExecutor());
		if (this.settings.caFile() != null) {
			client.sslContext(
					CertificateAuthorities.readPemFile("VAULT_CA_FILE", this.settings.caFile()).trustingOnlyThese());
		}
		JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(client.build());
		factory.setReadTimeout(this.settings.readTimeout());
		return factory;
	}

	// A redirect that is not followed would look like
	// an empty response, and so like a missing secret.
	private static ClientHttpResponse refuseRedirect(HttpRequest request, byte[] body,
			ClientHttpRequestExecution execution) throws IOException {
		ClientHttpResponse response = execution.execute(request, body);
		if (response.getStatusCode().is3xxRedirection()) {
			response.close();
			throw new IOException("redirected");
		}
		return response;
	}

}
