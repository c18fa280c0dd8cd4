package io.connectorservice.secret;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the location and the caching of tenants' secrets.
 *
 * @param mount KV v2 mount that holds all secrets (VAULT_KV_MOUNT)
 * @param tenantPrefix prefix of a tenant's secrets inside the mount, with
 * {@code {tenant_id}} in it (VAULT_TENANT_PREFIX)
 * @param operatorPrefix prefix of the secrets of the operator's OAuth apps inside the
 * mount, with {@code {service_name}} in it (VAULT_OPERATOR_PREFIX)
 * @param localDir folder of the local encrypted store, used if there is no Vault
 * @param cacheTtl time that a secret stays in the cache; 0 switches the cache off
 * @param cacheMaximumSize maximum number of cached secrets
 */
@Validated
@ConfigurationProperties("connector.secret")
public record SecretSettings(@DefaultValue("kv") String mount, @DefaultValue("tenant_{tenant_id}") String tenantPrefix,
		@DefaultValue("operator/oauth-apps/{service_name}") String operatorPrefix, @Nullable String localDir,
		@DefaultValue("10s") @DurationMin @DurationMax(minutes = 5) Duration cacheTtl,
		@DefaultValue("10000") @Positive @Max(1_000_000) long cacheMaximumSize) {
}
