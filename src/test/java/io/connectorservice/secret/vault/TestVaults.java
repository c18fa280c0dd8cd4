package io.connectorservice.secret.vault;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.connectorservice.secret.SecretConfiguration;
import io.connectorservice.secret.SecretSettings;
import io.connectorservice.secret.local.LocalConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The room as the application starts it, against one Vault or another.
 */
final class TestVaults {

	private TestVaults() {
	}

	/** The room's beans with these settings. */
	static AnnotationConfigApplicationContext start(Map<String, String> settings) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		TestPropertyValues.of(settings).applyTo(context);
		context.getBeanFactory().setConversionService(ApplicationConversionService.getSharedInstance());
		context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
		context.register(Room.class);
		context.refresh();
		return context;
	}

	static Map<String, String> withToken(VaultDouble vault) {
		return Map.of("connector.vault.addr", vault.address(), "connector.vault.token", VaultDouble.ROOT_TOKEN);
	}

	static Map<String, String> withAppRole(VaultDouble vault) {
		return Map.of("connector.vault.addr", vault.address(), "connector.vault.role-id", VaultDouble.ROLE_ID,
				"connector.vault.secret-id", VaultDouble.SECRET_ID);
	}

	static Map<String, String> withKubernetes(VaultDouble vault, Path tokenFile) {
		return Map.of("connector.vault.addr", vault.address(), "connector.vault.k8s-role", VaultDouble.K8S_ROLE,
				"connector.vault.k8s-token-file", tokenFile.toString());
	}

	/** The settings with waits for a busy machine, and with more of them. */
	static Map<String, String> with(Map<String, String> settings, String... more) {
		Map<String, String> all = new HashMap<>(
				Map.of("connector.vault.connect-timeout", "10s", "connector.vault.read-timeout", "20s",
						"connector.vault.call-timeout", "20s", "connector.vault.pause", "0s"));
		all.putAll(settings);
		for (int i = 0; i < more.length; i += 2) {
			all.put("connector." + more[i], more[i + 1]);
		}
		return all;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties({ SecretSettings.class, VaultSettings.class })
	@Import({ SecretConfiguration.class, VaultConfiguration.class, LocalConfiguration.class })
	static class Room {

	}

}
