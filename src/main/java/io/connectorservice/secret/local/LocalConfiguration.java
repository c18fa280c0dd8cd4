package io.connectorservice.secret.local;

import java.nio.file.Path;
import java.util.Objects;

import io.connectorservice.secret.SecretSettings;
import io.connectorservice.secret.SecretStore;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Stores secrets in encrypted files if Vault is not configured and a folder is.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(LocalConfiguration.OnFolder.class)
public class LocalConfiguration {

	@Bean
	SecretStore localSecretStore(SecretSettings settings) {
		return LocalSecretStore.open(Path.of(Objects.requireNonNull(settings.localDir())));
	}

	/** Matches if Vault's address is not set and the folder is. */
	static final class OnFolder implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			Environment settings = context.getEnvironment();
			return !StringUtils.hasText(settings.getProperty("connector.vault.addr"))
					&& StringUtils.hasText(settings.getProperty("connector.secret.local-dir"));
		}

	}

}
