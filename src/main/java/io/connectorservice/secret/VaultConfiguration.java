package io.connectorservice.secret;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;

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
 * Keeps secrets in Vault where its address is set. Nothing here asks Vault anything at
 * the start.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(VaultConfiguration.OnVault.class)
class VaultConfiguration {

	@Bean
	VaultSession vaultSession(VaultSettings settings) {
		VaultLogin login = VaultLogin.of(settings);
		RestTemplate rest = new UnprintingRestTemplate(VaultClient.builder(settings).build());
		return new VaultSession(login, rest, settings.callTimeout(), Ticker.systemTicker());
	}

	@Bean
	VaultCalls vaultCalls(VaultSession session, VaultSettings settings, MeterRegistry registry) {
		return new VaultCalls(session, settings.callTimeout(), settings.pause(), Ticker.systemTicker(),
				new VaultMeters(registry));
	}

	@Bean
	VaultTemplate vaultTemplate(VaultSettings settings, VaultSession session) {
		return new VaultTemplate(VaultClient.builder(settings), session);
	}

	@Bean
	SecretStore vaultSecretStore(VaultTemplate vault, VaultCalls calls, SecretSettings settings) {
		return new VaultSecretStore(vault, settings.mount(), calls);
	}

	@Bean
	VaultHealthIndicator vaultHealthIndicator(VaultSettings settings) {
		return new VaultHealthIndicator(VaultClient.withoutNamespace(settings).build());
	}

	/**
	 * Vault's address is set, and not to nothing.
	 */
	static final class OnVault implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return StringUtils.hasText(context.getEnvironment().getProperty("connector.vault.addr"));
		}

	}

}
