package io.connectorservice.outbound;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * What runs beside the start, where nobody would hear of its failure.
 */
class PreinitializerTests {

	@Test
	void runsEveryPreinitializer() {
		List<BackgroundPreinitializer> ours = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(BackgroundPreinitializer.class)
			.stream()
			.filter((one) -> one.getClass().getName().startsWith("io.connectorservice."))
			.toList();
		assertThat(ours).hasSize(2);
		ours.forEach((one) -> assertThatCode(one::preinitialize).as(one.getClass().getSimpleName())
			.doesNotThrowAnyException());
	}

}
