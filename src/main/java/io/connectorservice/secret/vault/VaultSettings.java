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
 * How Vault (or OpenBao) is reached and logged in to.
 *
 * @param addr its address (VAULT_ADDR); without it there is no Vault
 * @param caFile the authorities that vouch for it, in place of those that Java knows
 * (VAULT_CA_FILE)
 * @param token a token to log in with (VAULT_TOKEN)
 * @param roleId an AppRole to log in with (VAULT_ROLE_ID)
 * @param secretId that AppRole's secret id (VAULT_SECRET_ID)
 * @param k8sRole a Kubernetes role to log in with (VAULT_K8S_ROLE)
 * @param k8sTokenFile the service account's token, read again at each login
 * @param authMount where the login method is mounted, unless at its usual place
 * @param namespace the namespace of login and secrets (VAULT_NAMESPACE)
 * @param connectTimeout how long a connection may take
 * @param readTimeout how long one answer may take
 * @param callTimeout how long a call may take, its login included
 * @param pause how long no call is tried after several have failed in a row; 0 tries
 * always
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

	// an environment variable that is set to nothing is a setting that is not given
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
