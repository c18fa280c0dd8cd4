package io.connectorservice.json.schema;

import java.time.Duration;

import io.connectorservice.json.StrictJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class PatternSizeTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			abc | 3
			x{100} | 100
			x{2,100} | 100
			x{100,} | 100
			[a-z]{1,63} | 63
			[]x]{3} | 3
			[^]x{9}]{3} | 3
			\\d{4} | 4
			\\{100} | 5
			{5} | 5
			a{b} | 4
			""")
	void countsExpandedRepetitions(String regex, long least) {
		assertThat(PatternSize.estimateSize(regex)).isBetween(least, least + 3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "(((x{100}){100}){100}){100}", "((x{1000}){1000})", "(?:(?:a|b){999}){999}",
			"((((((((((x{9}){9}){9}){9}){9}){9}){9}){9}){9}){9})", "(([a-z\\])]{500}){500})+", "(x{1000}y{1000}){100}",
			"x{1000}{1000}" })
	void detectsTooLargePrograms(String regex) {
		assertThat(PatternSize.isTooLarge(regex)).isTrue();
		JsonSchema schema = JsonSchema.of(StrictJson.mapper().createObjectNode().put("pattern", regex));
		assertTimeoutPreemptively(Duration.ofSeconds(30),
				() -> assertThat(schema.findFaults(StrictJson.mapper().getNodeFactory().stringNode("y"))).isEmpty());
	}

	@ParameterizedTest
	@ValueSource(strings = { "^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", "^.{1,1000}$",
			"(((((((((())))))))))", "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)?$", ")(", "[", "(",
			"\\", "{", "x{", "x{99999999999}" })
	void acceptsOrdinaryAndMalformedPatterns(String regex) {
		assertThat(PatternSize.isTooLarge(regex)).isFalse();
	}

}
