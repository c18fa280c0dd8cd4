package io.connectorservice.secret;

import java.util.Map;

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
		context.register(Room.class);
		context.refresh();
		return context;
	}

	static Map<String, String> withToken(VaultDouble vault) {
		return Map.of("connector.vault.addr", vault.address(), "connector.vault.token", VaultDouble.ROOT_TOKEN);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties({ SecretSettings.class, VaultSettings.class })
	@Import({ SecretConfiguration.class, VaultConfiguration.class, LocalConfiguration.class })
	static class Room {

	}

}
