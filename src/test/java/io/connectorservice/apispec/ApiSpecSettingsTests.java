package io.connectorservice.apispec;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

class ApiSpecSettingsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Configuration.class);

	@Test
	void hasSensibleDefaults() {
		this.runner.run((context) -> {
			assertThat(context.getBean(ApiSpecSettings.class)).isEqualTo(TestDescriptions.SETTINGS);
			assertThat(context).hasSingleBean(ApiDescriptions.class);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "cache-weight=0B", "cache-weight=5GB", "cache-idle=0s", "cache-idle=8d",
			"max-operations=0", "max-operations=20001", "max-depth=4", "max-depth=201" })
	void failsToStartWithSettingsOutOfBounds(String setting) {
		this.runner.withPropertyValues("connector.apispec." + setting)
			.run((context) -> assertThat(context).hasFailed());
	}

	@EnableConfigurationProperties(ApiSpecSettings.class)
	@Import({ ApiDescriptions.class, SimpleMeterRegistry.class })
	static class Configuration {

	}

}
