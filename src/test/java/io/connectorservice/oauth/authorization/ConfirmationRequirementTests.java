package io.connectorservice.oauth.authorization;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ConfirmationRequirementTests {

	private static AuthorizationSettings settings(Map<String, String> values) {
		return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("connector.oauth",
				AuthorizationSettings.class);
	}

	@ParameterizedTest
	@CsvSource({ "off, 1", "false, 1", "on, 0", "true, 0" })
	void warnsOnceIfConfirmationIsOff(String value, int warnings, CapturedOutput output) {
		new ConfirmationRequirement(settings(Map.of("connector.oauth.confirmation", value)));
		assertThat(output.getAll().lines().filter((line) -> line.contains("OAUTH_CONFIRMATION is off")))
			.hasSize(warnings);
	}

	@Test
	void requiresConfirmationByDefault(CapturedOutput output) {
		assertThat(settings(Map.of()).confirmation()).isTrue();
		new ConfirmationRequirement(settings(Map.of()));
		assertThat(output.getAll()).doesNotContain("OAUTH_CONFIRMATION");
	}

}
