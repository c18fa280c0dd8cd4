package io.connectorservice.secret.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.connectorservice.secret.Secret;

import org.springframework.vault.authentication.AppRoleAuthentication;
import org.springframework.vault.authentication.AppRoleAuthenticationOptions;
import org.springframework.vault.authentication.AppRoleAuthenticationOptions.RoleId;
import org.springframework.vault.authentication.AppRoleAuthenticationOptions.SecretId;
import org.springframework.vault.authentication.ClientAuthentication;
import org.springframework.vault.authentication.KubernetesAuthentication;
import org.springframework.vault.authentication.KubernetesAuthenticationOptions;
import org.springframework.vault.authentication.LoginTokenAdapter;
import org.springframework.vault.authentication.TokenAuthentication;
import org.springframework.vault.authentication.VaultTokenLookupException;
import org.springframework.vault.support.VaultToken;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestOperations;

/**
 * Creates the Spring Vault authentication for the configured login method.
 */
final class VaultAuthentication {

	private VaultAuthentication() {
	}

	// RestOperations are used here because the RestClient variants of these
	// authentications send an empty body.
	static ClientAuthentication create(VaultLogin login, RestOperations rest) {
		return switch (login) {
			case VaultLogin.Token(Secret token) -> createTokenAuthentication(token, rest);
			case VaultLogin.AppRole appRole -> new AppRoleAuthentication(buildOptions(appRole), rest);
			case VaultLogin.Kubernetes kubernetes -> new KubernetesAuthentication(buildOptions(kubernetes), rest);
		};
	}

	// The token is looked up to learn its lease;
	// without the lease it would never be renewed.
	private static ClientAuthentication createTokenAuthentication(Secret token, RestOperations rest) {
		TokenAuthentication plain = new TokenAuthentication(token.reveal());
		LoginTokenAdapter lookedUp = new LoginTokenAdapter(plain, rest);
		return () -> lookUp(plain, lookedUp);
	}

	private static VaultToken lookUp(TokenAuthentication plain, LoginTokenAdapter lookedUp) {
		try {
			return lookedUp.login();
		}
		catch (VaultTokenLookupException ex) {
			if (ex.getCause() instanceof HttpClientErrorException) {
				return plain.login();
			}
			throw ex;
		}
	}

	private static AppRoleAuthenticationOptions buildOptions(VaultLogin.AppRole login) {
		return AppRoleAuthenticationOptions.builder()
			.path(login.mount())
			.roleId(RoleId.provided(login.roleId()))
			.secretId(SecretId.provided(login.secretId().reveal()))
			.build();
	}

	// The file is read at each login, because Kubernetes replaces it.
	private static KubernetesAuthenticationOptions buildOptions(VaultLogin.Kubernetes login) {
		return KubernetesAuthenticationOptions.builder()
			.path(login.mount())
			.role(login.role())
			.jwtSupplier(() -> readToken(Path.of(login.tokenFile())))
			.build();
	}

	private static String readToken(Path file) {
		try {
			return Files.readString(file).strip();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
