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
 * Where tenants' secrets lie and how long they are kept in memory.
 *
 * @param mount the KV v2 mount (VAULT_KV_MOUNT)
 * @param tenantPrefix a tenant's own part of the mount (VAULT_TENANT_PREFIX)
 * @param localDir folder of the local encrypted store, used when there is no Vault
 * @param cacheTtl how long a secret stays in memory; 0 switches the cache off
 * @param cacheMaximumSize how many secrets stay in memory
 */
@Validated
@ConfigurationProperties("connector.secret")
public record SecretSettings(@DefaultValue("kv") String mount, @DefaultValue("tenant_{tenant_id}") String tenantPrefix,
		@Nullable String localDir, @DefaultValue("10s") @DurationMin @DurationMax(minutes = 5) Duration cacheTtl,
		@DefaultValue("10000") @Positive @Max(1_000_000) long cacheMaximumSize) {
}
