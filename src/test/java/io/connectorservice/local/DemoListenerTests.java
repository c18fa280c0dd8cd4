package io.connectorservice.local;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DemoListenerTests {

	@Test
	void bindsAnotherPortIfWantedOneIsTaken() {
		HttpServer first = DemoListener.bind(DemoListener.USUAL_PORT).orElseThrow();
		int taken = first.getAddress().getPort();
		HttpServer second = DemoListener.bind(taken).orElseThrow();
		try {
			assertThat(second.getAddress().getPort()).isPositive().isNotEqualTo(taken);
			assertThat(second.getAddress().getAddress().isLoopbackAddress()).isTrue();
		}
		finally {
			first.stop(0);
			second.stop(0);
		}
	}

	@Test
	void bindsNothingForPortZero() {
		assertThat(DemoListener.bind(0)).isEmpty();
	}

}
