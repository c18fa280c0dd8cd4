package io.connectorservice.external.call;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.outbound.RawServer;
import io.connectorservice.outbound.TestClients;
import io.connectorservice.outbound.url.TargetUrl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads limits off real answers.
 */
class RateLimitHeadersTests {

	private static final OutboundClient client = TestClients.allowing("127.0.0.1");

	private static final Clock clock = Clock.fixed(Instant.ofEpochSecond(1_000_000_000), ZoneOffset.UTC);

	@AfterAll
	static void close() {
		client.close();
	}

	// the headers end where the last semicolon is
	@ParameterizedTest
	@CsvFileSource(resources = "/external/common-limits.csv", numLinesToSkip = 1, delimiter = '\u0001',
			quoteCharacter = '\u0002')
	void computesTimeUntilRateLimitReset(String line) throws IOException {
		String headers = line.substring(0, line.lastIndexOf(';')).replace("|", "\r\n");
		String seconds = line.substring(line.lastIndexOf(';') + 1);
		assertThat(new RateLimitHeaders(clock).untilMore(answer(headers))).isEqualTo(parseExpected(seconds));
	}

	private static Optional<Duration> parseExpected(@Nullable String seconds) {
		return (seconds == null || seconds.isEmpty()) ? Optional.empty()
				: Optional.of(Duration.ofMillis((long) (Double.parseDouble(seconds) * 1000)));
	}

	private static OutboundResponse answer(String headers) throws IOException {
		try (RawServer server = RawServer
			.answering("HTTP/1.1 200 OK\r\n" + headers + "\r\nContent-Length: 0\r\n\r\n")) {
			return client.send(OutboundRequest.of("GET", TargetUrl.of("http://127.0.0.1:" + server.port() + "/")));
		}
	}

}
