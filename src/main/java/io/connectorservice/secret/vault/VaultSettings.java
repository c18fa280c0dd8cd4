package io.connectorservice.secret.vault;

import java.time.Duration;

import io.connectorservice.secret.Secret;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the connection and the login to Vault or OpenBao.
 *
 * @param addr URL of Vault (VAULT_ADDR); Vault is not used if it is empty
 * @param caFile PEM file with the only certificate authorities that are trusted for
 * Vault, instead of Java's own (VAULT_CA_FILE)
 * @param token token to log in with (VAULT_TOKEN)
 * @param roleId role id of the AppRole to log in with (VAULT_ROLE_ID)
 * @param secretId secret id of that AppRole (VAULT_SECRET_ID)
 * @param k8sRole Kubernetes role to log in with (VAULT_K8S_ROLE)
 * @param k8sTokenFile file with the service account's token, read at each login
 * @param authMount mount of the login method, if it is not the method's default
 * @param namespace namespace of login and secrets (VAULT_NAMESPACE)
 * @param connectTimeout timeout of one connection attempt
 * @param readTimeout timeout of one response
 * @param callTimeout timeout of a whole call, including its login
 * @param pause time in which no call is made after several failures in a row; 0 disables
 * the circuit breaker
 */
@Validated
@ConfigurationProperties("connector.vault")
record VaultSettings(@Nullable String addr, @Nullable String caFile, @Nullable Secret token, @Nullable String roleId,
		@Nullable Secret secretId, @Nullable String k8sRole,
		@DefaultValue("/var/run/secrets/kubernetes.io/serviceaccount/token") String k8sTokenFile,
		@Nullable String authMount, @Nullable String namespace,
		@DefaultValue("1s") @DurationMin(millis = 10) @DurationMax(seconds = 30) Duration connectTimeout,
		@DefaultValue("2s") @DurationMin(millis = 10) @DurationMax(seconds = 30) Duration readTimeout,
		@DefaultValue("3s") @DurationMin(millis = 10) @DurationMax(seconds = 60) Duration callTimeout,
		@DefaultValue("2s") @DurationMin @DurationMax(minutes = 1) Duration pause) {

	// An environment variable that is set but blank counts as not set.
	VaultSettings {
		addr = trimToNull(addr);
		caFile = trimToNull(caFile);
		token = (token != null && trimToNull(token.reveal()) != null) ? token : null;
		roleId = trimToNull(roleId);
		secretId = (secretId != null && trimToNull(secretId.reveal()) != null) ? secretId : null;
		k8sRole = trimToNull(k8sRole);
		authMount = trimToNull(authMount);
		namespace = trimToNull(namespace);
	}

	private static @Nullable String trimToNull(@Nullable String text) {
		return StringUtils.hasText(text) ? text.strip() : null;
	}

}
