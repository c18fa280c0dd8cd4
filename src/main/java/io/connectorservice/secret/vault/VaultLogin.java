package io.connectorservice.secret.vault;

import java.util.Objects;
import java.util.stream.Stream;

import io.connectorservice.secret.Secret;
import io.connectorservice.settings.InvalidSettingException;

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

	/** A token that is used as given. */
	record Token(Secret token) implements VaultLogin {
	}

	/** An AppRole: a role id with its secret id. */
	record AppRole(String roleId, Secret secretId, String mount) implements VaultLogin {
	}

	/** The service account of the Kubernetes pod. */
	record Kubernetes(String role, String tokenFile, String mount) implements VaultLogin {
	}

}
