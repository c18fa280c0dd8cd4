package io.connectorservice.local;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DemoListenerTests {

	@Test
	void bindsAnotherPortIfWantedOneIsTaken() {
		DemoListener first = DemoListener.bind(DemoListener.USUAL_PORT).orElseThrow();
		int taken = first.port();
		DemoListener second = DemoListener.bind(taken).orElseThrow();
		try {
			assertThat(second.port()).isPositive().isNotEqualTo(taken);
			assertThat(second.server().getAddress().getAddress().isLoopbackAddress()).isTrue();
		}
		finally {
			first.server().stop(0);
			second.server().stop(0);
		}
	}

	@Test
	void bindsNothingForPortZero() {
		assertThat(DemoListener.bind(0)).isEmpty();
	}

}
