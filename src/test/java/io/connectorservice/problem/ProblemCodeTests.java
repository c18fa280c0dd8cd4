package io.connectorservice.problem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks what each code means for its callers, for connections and for the documentation.
 */
class ProblemCodeTests {

	private static final String TABLE = "/problem/natures.csv";

	@ParameterizedTest
	@CsvFileSource(resources = TABLE, numLinesToSkip = 1)
	void derivesTheNatureOfEachCode(ProblemCode code, boolean isFinal, boolean saysNothing, boolean breaks,
			boolean refusedHere, boolean outage, boolean possibleEverywhere, @Nullable Integer retryAfter) {
		assertThat(code.isFinal()).as("final").isEqualTo(isFinal);
		assertThat(code.saysNothingOfConnection()).as("says nothing").isEqualTo(saysNothing);
		assertThat(code.breaksConnection()).as("breaks").isEqualTo(breaks);
		assertThat(code.isRefusedHere()).as("refused here").isEqualTo(refusedHere);
		assertThat(code.isOutage()).as("outage").isEqualTo(outage);
		assertThat(code.isPossibleAtEveryEndpoint()).as("possible everywhere").isEqualTo(possibleEverywhere);
		assertThat(code.retryAfter()).as("Retry-After")
			.isEqualTo((retryAfter == null) ? null : Duration.ofSeconds(retryAfter));
	}

	@Test
	void tableHasARowForEachCode() throws IOException {
		String table = new ClassPathResource(TABLE).getContentAsString(StandardCharsets.UTF_8);
		assertThat(table.lines().skip(1).map((row) -> ProblemCode.valueOf(row.split(",", 2)[0])))
			.containsExactly(ProblemCode.values());
	}

}
