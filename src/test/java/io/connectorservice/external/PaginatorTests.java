package io.connectorservice.external;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.connectorservice.apispec.binding.NameValue;
import io.connectorservice.catalog.entry.Pagination;
import io.connectorservice.outbound.url.TargetUrl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads what comes after pages of every habit.
 */
class PaginatorTests {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	@ParameterizedTest
	@CsvFileSource(resources = "/external/next-pages.csv", numLinesToSkip = 1, delimiter = '\u0001',
			quoteCharacter = '\u0002')
	void findsNextPage(String line) {
		String[] cells = line.split("\t", -1);
		Pagination pagination = JSON.readValue(cells[0], Pagination.class);
		ServiceResponse answer = next(pagination, cells[1], cells[2]);
		String[] expected = cells[3].split("(?:^| )! ", -1);
		String next = (answer.next() == null) ? "end" : renderRequest(answer.next());
		assertThat(next).isEqualTo(expected[0].isEmpty() ? "end" : expected[0]);
		if (expected.length == 1) {
			assertThat(answer.gap()).isNull();
		}
		else {
			assertThat(answer.gap()).contains(expected[1]);
		}
	}

	private static ServiceResponse next(Pagination pagination, String asked, String body) {
		List<NameValue> query = asked.isEmpty() ? List.of()
				: Arrays.stream(asked.split("&", -1))
					.map((pair) -> pair.split("=", -1))
					.map((pair) -> new NameValue(pair[0], pair[1]))
					.toList();
		boolean link = pagination.style() == Pagination.Style.LINK;
		JsonNode data = link ? JSON.createArrayNode().add(1) : JSON.readTree(body);
		TargetUrl base = TargetUrl.parseBaseUrl("http://127.0.0.1:1/gate/v1");
		ServiceResponse page = new ServiceResponse(data, "", 200, "application/json", false,
				link ? Map.of("link", body) : Map.of(), null, null, null, List.of());
		return Paginator.addNextPage(pagination, base, base.resolve("/l"), new DataRequest("/l", query), page);
	}

	private static String renderRequest(DataRequest request) {
		return request.resourcePath() + "?"
				+ String.join("&", request.query().stream().map((pair) -> pair.name() + "=" + pair.value()).toList());
	}

	@ParameterizedTest
	@CsvFileSource(resources = "/external/link-headers.csv", numLinesToSkip = 1, delimiter = '\u0001',
			quoteCharacter = '\u0002')
	void readsLinkHeadersAsTheStandardSays(String line) {
		String header = line.substring(0, line.lastIndexOf('\t'));
		String expected = line.substring(line.lastIndexOf('\t') + 1);
		assertThat(LinkHeader.findTarget(header, "next")).isEqualTo(parseExpected(expected));
	}

	private static Optional<String> parseExpected(String cell) {
		return cell.equals("none") ? Optional.empty() : Optional.of(cell.equals("''") ? "" : cell);
	}

}
