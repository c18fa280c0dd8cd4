package io.connectorservice.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.connectorservice.catalog.entry.KnownService;
import io.connectorservice.json.StrictJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Finds API versions that vendors may have retired. They are compared with the newest
 * version of all entries instead of the clock, so that a build from years ago still
 * passes.
 */
class DatedVersionsTests {

	private static final Pattern VERSION = Pattern
		.compile("(?<!\\d)(20\\d{2})-?(0[1-9]|1[0-2])(?:-?(0[1-9]|[12]\\d|3[01]))?(?!\\d)");

	private static final Catalog OWN = CatalogTests.catalog(null);

	@Test
	void rejectsUnexplainedVersionsTwoYearsOld() throws IOException {
		Map<String, TreeSet<String>> all = OWN.search(null, null)
			.stream()
			.collect(Collectors.toMap(KnownService::name, DatedVersionsTests::versions));
		LocalDate newest = all.values()
			.stream()
			.flatMap(TreeSet::stream)
			.map(DatedVersionsTests::date)
			.max(Comparator.naturalOrder())
			.orElseThrow();
		List<String> behind = all.entrySet()
			.stream()
			.flatMap((service) -> service.getValue()
				.stream()
				.filter((version) -> date(version).isBefore(newest.minusYears(2)))
				.map((version) -> service.getKey() + " " + version))
			.toList();
		assertThat(behind).containsExactlyInAnyOrderElementsOf(readKeptVersions());
	}

	@ParameterizedTest
	@CsvSource({ "2026-07,2026-07-01", "202607,2026-07-01", "20240404,2024-04-04", "v2025-02-19,2025-02-19",
			"application/vnd.recurly.v2021-02-25,2021-02-25", "1202607," })
	void readsVersions(String text, @Nullable LocalDate date) {
		assertThat(findVersions(text).map(DatedVersionsTests::date).toList())
			.isEqualTo(Stream.ofNullable(date).toList());
	}

	private static List<String> readKeptVersions() throws IOException {
		try (Stream<String> lines = Files.lines(Path.of("src/test/resources/catalog/kept-versions.csv"))) {
			return lines.skip(1).map((line) -> line.split(" \\| ")).map((row) -> row[0] + " " + row[1]).toList();
		}
	}

	private static TreeSet<String> versions(KnownService service) {
		JsonNode entry = StrictJson.mapper().valueToTree(service);
		Stream<JsonNode> everyCall = Stream.of("base_url", "headers", "query", "probe").map(entry::path);
		Stream<JsonNode> ways = entry.path("auth")
			.valueStream()
			.flatMap((way) -> Stream.of(way.path("base_url"), way.path("config")));
		Stream<JsonNode> actions = entry.path("actions").valueStream().map((action) -> action.path("call"));
		return Stream.of(everyCall, ways, actions)
			.flatMap((part) -> part)
			.flatMap((part) -> findVersions(part.toString()))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Stream<String> findVersions(String text) {
		return VERSION.matcher(text).results().map((version) -> version.group());
	}

	private static LocalDate date(String version) {
		String digits = version.replace("-", "");
		int day = (digits.length() > 6) ? Integer.parseInt(digits.substring(6)) : 1;
		return LocalDate.of(Integer.parseInt(digits.substring(0, 4)), Integer.parseInt(digits.substring(4, 6)), day);
	}

}
