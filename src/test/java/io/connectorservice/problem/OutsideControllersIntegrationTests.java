package io.connectorservice.problem;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.RawCall;
import io.connectorservice.ServiceClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends requests that reach no controller; their responses must be problems too.
 */
@ConnectorServiceTest
class OutsideControllersIntegrationTests {

	private static final String LIST = "/api/v1/connectors/configurations";

	private final ServiceClient tenant;

	private final int port;

	OutsideControllersIntegrationTests(@Autowired ServiceClient client) {
		this.tenant = client.asNewTenant();
		this.port = client.uri("/").getPort();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			GET | /api/v1/connectors/configurations/%00 | 400
			GET | /api/v1//connectors/configurations | 400
			GET | /api/v1/connectors%2Fconfigurations | 400
			GET | /api/v1/connectors/configurations;jsessionid=1 | 400
			GET | /api/v1/connectors/%2e%2e/configurations | 400
			GET | /api/v1/connectors/configurations/%zz | 400
			GET | /api/v1/connectors/configurations/%ff | 400
			GET | /api/v1/connectors\\configurations | 400
			GET | /api/v1/connectors/{id} | 400
			GET | configurations | 400
			TRACE | /api/v1/connectors/configurations | 405
			BREW | /api/v1/connectors/configurations | 405
			QUERY | /api/v1/connectors/configurations | 405
			GET | /api/v1/connectors/configurations?offset=%zz | 400
			GET | /api/v1/connectors/00000000-0000-4000-8000-000000000001/data?resource_path=/&a%00b=1 | 400
			GET | /api/v1/connectors/00000000-0000-4000-8000-000000000001/data?resource_path=/&%0D%0AX:%201=1 | 400
			GET | /nowhere | 404
			GET | /error | 404
			PATCH | /api/v1/connectors/configurations | 405
			DELETE | /api/v1/connectors/configurations | 405
			""")
	void returnsProblem(String method, String target, int status) {
		RawCall.Answer answer = send(method + " " + target + " HTTP/1.1", "");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
		assertProblem(answer);
	}

	private RawCall.Answer send(String line, String headers) {
		return RawCall.send(this.port, line + "\r\nHost: localhost\r\nAuthorization: "
				+ this.tenant.header("Authorization") + "\r\nConnection: close\r\n" + headers + "\r\n");
	}

	private static void assertProblem(RawCall.Answer answer) {
		assertThat(answer.header("Content-Type")).as(answer.toString()).isEqualTo("application/problem+json");
		assertThat(answer.header("X-Request-Id")).isNotEmpty();
		assertThat(answer.body()).contains("\"request_id\":\"" + answer.header("X-Request-Id")).contains("\"code\":\"");
		assertThat(answer.header("Content-Security-Policy")).as(answer.toString()).startsWith("default-src 'none'");
		assertThat(answer.header("X-Content-Type-Options")).as(answer.toString()).isEqualTo("nosniff");
		assertThat(answer.header("Cache-Control")).as(answer.toString()).contains("no-store");
		assertThat(answer.header("Referrer-Policy")).as(answer.toString()).isEqualTo("no-referrer");
		assertThat(answer.body()).doesNotContain("malformed_json", "Exception", "apache", "springframework", "<html");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			NONSENSE | 400
			GET /api/v1/health HTTP/3.7 | 400
			G<>T /api/v1/health HTTP/1.1 | 400
			""")
	void returnsProblemForMalformedRequestLine(String line, int status) {
		RawCall.Answer answer = send(line, "");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
		assertProblem(answer);
	}

	@Test
	void returnsProblemForTooLongHeaders() {
		RawCall.Answer answer = send("GET " + LIST + " HTTP/1.1", "X-Long: " + "a".repeat(20_000) + "\r\n");
		assertThat(answer.status()).isIn(400, 431);
		assertProblem(answer);
	}

	@Test
	void returnsProblemForMissingHost() {
		RawCall.Answer answer = RawCall.send(this.port, "GET " + LIST + " HTTP/1.1\r\nConnection: close\r\n\r\n");
		assertThat(answer.status()).isEqualTo(400);
		assertProblem(answer);
	}

	@Test
	void returnsAllowedMethodsForOptions() {
		RawCall.Answer answer = send("OPTIONS " + LIST + " HTTP/1.1", "");
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(answer.header("Allow")).contains("GET", "POST");
	}

	@Test
	void keepsHarmlessRequestId() {
		assertThat(this.tenant.withHeader("X-Request-Id", "bff-42.a_b").get(LIST).header("X-Request-Id"))
			.isEqualTo("bff-42.a_b");
	}

	@ParameterizedTest
	@CsvSource({ "a b", "<script>", "'a,b'", "a/b" })
	void replacesHarmfulRequestId(String given) {
		assertThat(this.tenant.withHeader("X-Request-Id", given).get(LIST).header("X-Request-Id")).isNotEqualTo(given)
			.hasSize(36);
	}

	@Test
	void replacesARequestIdThatIsTooLong() {
		assertThat(this.tenant.withHeader("X-Request-Id", "a".repeat(129)).get(LIST).header("X-Request-Id"))
			.hasSize(36);
	}

}
