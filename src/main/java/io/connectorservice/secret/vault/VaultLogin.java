package io.connectorservice.secret.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

import io.connectorservice.secret.Secret;
import io.connectorservice.settings.InvalidSettingException;

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
 * The configured login method of Vault.
 */
public sealed interface VaultLogin {

	/** Reads the login method from the settings, which must contain exactly one. */
	static VaultLogin fromSettings(VaultSettings settings) {
		if (countGiven(settings) != 1 || (settings.roleId() == null) != (settings.secretId() == null)) {
			throw new InvalidSettingException("With VAULT_ADDR, set exactly one of VAULT_TOKEN,"
					+ " VAULT_ROLE_ID together with VAULT_SECRET_ID, or VAULT_K8S_ROLE.");
		}
		if (settings.token() != null) {
			return new Token(settings.token());
		}
		if (settings.roleId() != null && settings.secretId() != null) {
			return new AppRole(settings.roleId(), settings.secretId(),
					Objects.requireNonNullElse(settings.authMount(), "approle"));
		}
		return new Kubernetes(Objects.requireNonNull(settings.k8sRole()), settings.k8sTokenFile(),
				Objects.requireNonNullElse(settings.authMount(), "kubernetes"));
	}

	private static long countGiven(VaultSettings settings) {
		return Stream.of(settings.token() != null, settings.roleId() != null, settings.k8sRole() != null)
			.filter((given) -> given)
			.count();
	}

	/**
	 * Creates Spring Vault's authentication for this method. The variants that take a
	 * RestClient send an empty body.
	 */
	ClientAuthentication createAuthentication(RestOperations rest);

	/** A token that is used as given. */
	record Token(Secret token) implements VaultLogin {

		// The token is looked up to learn its lease;
		// without the lease it would never be renewed.
		@Override
		public ClientAuthentication createAuthentication(RestOperations rest) {
			TokenAuthentication plain = new TokenAuthentication(this.token.reveal());
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

	}

	/** An AppRole: a role id with its secret id. */
	record AppRole(String roleId, Secret secretId, String mount) implements VaultLogin {

		@Override
		public ClientAuthentication createAuthentication(RestOperations rest) {
			return new AppRoleAuthentication(AppRoleAuthenticationOptions.builder()
				.path(this.mount)
				.roleId(RoleId.provided(this.roleId))
				.secretId(SecretId.provided(this.secretId.reveal()))
				.build(), rest);
		}

	}

	/** The service account of the Kubernetes pod. */
	record Kubernetes(String role, String tokenFile, String mount) implements VaultLogin {

		// The file is read at each login, because Kubernetes replaces it.
		@Override
		public ClientAuthentication createAuthentication(RestOperations rest) {
			return new KubernetesAuthentication(KubernetesAuthenticationOptions.builder()
				.path(this.mount)
				.role(this.role)
				.jwtSupplier(this::readToken)
				.build(), rest);
		}

		private String readToken() {
			try {
				return Files.readString(Path.of(this.tokenFile)).strip();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
