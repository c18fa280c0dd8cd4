package io.connectorservice.catalog.entry;

import java.util.List;
import java.util.Map;

import io.connectorservice.json.StrictJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

import static org.assertj.core.api.Assertions.assertThat;

class HostAnchorTests {

	@ParameterizedTest(name = "{0} with {1}, x = {4}")
	@CsvFileSource(resources = "/oauth/host-anchors.csv", delimiter = ';', numLinesToSkip = 1)
	void decidesByTheEntryAndTheFilledUrl(String template, @Nullable String pattern, @Nullable String choices,
			@Nullable String otherwise, @Nullable String value, String verdict) {
		Variable variable = new Variable("X", null, pattern, (choices == null) ? null : List.of(choices.split(",")),
				otherwise, null);
		Map<String, Variable> variables = Map.of("x", variable);
		HostAnchor anchor = new HostAnchor(template, variables);
		assertThat(anchor.isUsable()).isEqualTo(!verdict.equals("unusable"));
		if (anchor.isUsable()) {
			Templates values = new Templates(variables,
					(value == null) ? null : StrictJson.mapper().createObjectNode().put("x", value));
			assertThat(anchor.findRefusedVariable(values).isEmpty()).isEqualTo(verdict.equals("allowed"));
		}
	}

}
