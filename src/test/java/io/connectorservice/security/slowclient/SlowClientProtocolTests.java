package io.connectorservice.security.slowclient;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;

class SlowClientProtocolTests {

	@Test
	void stopsWithoutHavingStarted() {
		assertThatCode(() -> new SlowClientProtocol().stop()).doesNotThrowAnyException();
	}

}
