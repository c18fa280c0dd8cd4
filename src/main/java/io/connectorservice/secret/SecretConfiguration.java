package io.connectorservice.secret;

import com.github.benmanes.caffeine.cache.Ticker;
import io.connectorservice.settings.InvalidSettingException;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Creates {@link Secrets} on top of whichever store is configured.
 */
@Configuration(proxyBeanMethods = false)
public class SecretConfiguration {

	@Bean
	SecretPathParser secretPaths(SecretSettings settings) {
		return new SecretPathParser(settings.mount(), settings.tenantPrefix());
	}

	@Bean
	OperatorPaths operatorPaths(SecretSettings settings) {
		return new OperatorPaths(settings.mount(), settings.operatorPrefix(), settings.tenantPrefix());
	}

	@Bean
	Secrets secrets(SecretPathParser paths, OperatorPaths operatorPaths, ObjectProvider<SecretStore> store,
			SecretSettings settings, MeterRegistry registry) {
		return new Secrets(paths, operatorPaths, store.getIfAvailable(SecretConfiguration::failWithoutStore),
				new SecretCache(settings.cacheTtl(), settings.cacheMaximumSize(), Ticker.systemTicker(), registry));
	}

	private static SecretStore failWithoutStore() {
		throw new InvalidSettingException("No secret store is configured: set VAULT_ADDR.");
	}

}
