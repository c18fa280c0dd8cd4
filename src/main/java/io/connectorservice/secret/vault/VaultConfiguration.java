package io.connectorservice.secret.vault;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import io.connectorservice.secret.SecretSettings;
import io.connectorservice.secret.SecretStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.web.client.RestTemplate;

/**
 * Stores secrets in Vault if its address is set. No bean calls Vault at startup.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(VaultConfiguration.OnVault.class)
class VaultConfiguration {

	private static final Duration CHECK_INTERVAL = Duration.ofSeconds(5);

	@Bean
	VaultClientFactory vaultClientFactory(VaultSettings settings) {
		return new VaultClientFactory(settings);
	}

	@Bean
	VaultSession vaultSession(VaultSettings settings, VaultClientFactory clients) {
		VaultLogin login = VaultLogin.fromSettings(settings);
		RestTemplate rest = new RedactingRestTemplate(clients.createBuilder().build());
		return new VaultSession(login, rest, settings.callTimeout(), Ticker.systemTicker());
	}

	@Bean
	VaultCallExecutor vaultCalls(VaultSession session, VaultSettings settings, MeterRegistry registry) {
		return new VaultCallExecutor(session, settings.callTimeout(), settings.pause(), Ticker.systemTicker(),
				new VaultMetrics(registry));
	}

	@Bean
	VaultTemplate vaultTemplate(VaultClientFactory clients, VaultSession session) {
		return new VaultTemplate(clients.createBuilder(), session);
	}

	@Bean
	VaultProbe vaultProbe(VaultTemplate vault, VaultSession session, SecretSettings settings) {
		return new VaultProbe(vault, session, settings);
	}

	@Bean
	SecretStore vaultSecretStore(VaultTemplate vault, VaultProbe probe, VaultCallExecutor calls,
			SecretSettings settings) {
		return new VaultSecretStore(vault, settings.mount(), probe, calls);
	}

	@Bean
	VaultHealthIndicator vaultHealthIndicator(VaultClientFactory clients, VaultProbe probe) {
		return new VaultHealthIndicator(clients.createBuilderWithoutNamespace().build(), probe);
	}

	// The health state is cached because the metrics endpoint is public and must not
	// cause a call to Vault each time.
	@Bean
	MeterBinder secretStoreReady(VaultHealthIndicator health) {
		LoadingCache<String, Integer> readiness = Caffeine.newBuilder()
			.expireAfterWrite(CHECK_INTERVAL)
			.build((_) -> Status.UP.equals(health.health().getStatus()) ? 1 : 0);
		return (registry) -> Gauge.builder("connector.secret.store.ready", () -> readiness.get("vault"))
			.description("Whether the secret store serves us")
			.register(registry);
	}

	/** Matches if Vault's address is set and not blank. */
	static final class OnVault implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return StringUtils.hasText(context.getEnvironment().getProperty("connector.vault.addr"));
		}

	}

}
