package io.connectorservice.json;

import java.nio.charset.StandardCharsets;
import java.util.Collections;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TreeWeightTests {

	private static final long ROOM = 4 << 20;

	private final TreeMemory memory = new TreeMemory(ROOM);

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "0", "\"\"", "1.5", "null", "[[]]", "{\"a\":1}", "{\"a\":{}}", "1e9", "[0]" })
	void rejectsTinyNodesWhileTheyAreRead(String node) {
		byte[] json = array(node, 1_000_000);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> StrictJson.read(json, this.memory))
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.PAYLOAD_TOO_LARGE));
		assertThatExceptionOfType(TreeTooLargeException.class).isThrownBy(() -> WritableJson.read(json, this.memory));
		assertThat(this.memory.freeBytes()).isEqualTo(ROOM);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"%d\":0}", "{\"a\":\"%d\"}" })
	void rejectsNamesAndTextsThatAreAllDifferent(String node) {
		StringBuilder json = new StringBuilder("[0");
		for (int i = 0; i < 100_000; i++) {
			json.append(',').append(node.formatted(i));
		}
		byte[] bytes = json.append(']').toString().getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> StrictJson.read(bytes, this.memory));
	}

	@Test
	void readsOneLongText() {
		byte[] json = ("[\"" + "x".repeat(1_500_000) + "\"]").getBytes(StandardCharsets.UTF_8);
		assertThat(StrictJson.read(json, this.memory).path(0).asString()).hasSize(1_500_000);
	}

	@Test
	void sharesMemoryAmongConcurrentRequests() {
		byte[] json = array("{}", 20_000);
		RequestMemory.<RuntimeException>serveRequest(() -> {
			StrictJson.read(json, this.memory);
			RequestMemory.<RuntimeException>serveRequest(() -> {
				StrictJson.read(json, this.memory);
				assertThatExceptionOfType(ProblemException.class).isThrownBy(
						() -> RequestMemory.<RuntimeException>serveRequest(() -> StrictJson.read(json, this.memory)))
					.satisfies((problem) -> assertThat(problem.code()).isEqualTo(ProblemCode.TOO_MANY_REQUESTS));
			});
		});
		assertThat(this.memory.freeBytes()).isEqualTo(ROOM);
	}

	@Test
	void holdsOneResponsePerRequest() {
		byte[] json = array("{}", 20_000);
		RequestMemory.<RuntimeException>serveRequest(() -> {
			for (int page = 0; page < 20; page++) {
				assertThat(WritableJson.read(json, this.memory)).isPresent();
			}
		});
		assertThat(this.memory.freeBytes()).isEqualTo(ROOM);
	}

	private static byte[] array(String node, int count) {
		return Collections.nCopies(count, node).toString().replace(" ", "").getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void acceptsLargerTreeAfterResize() {
		byte[] json = array("{}", 60_000);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> StrictJson.read(json, this.memory));
		this.memory.resize(2 * ROOM);
		assertThat(StrictJson.read(json, this.memory).size()).isEqualTo(60_000);
		assertThat(this.memory.freeBytes()).isEqualTo(2 * ROOM);
	}

}
