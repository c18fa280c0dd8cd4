package io.connectorservice.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.connectorservice.catalog.entry.AuthMethod;
import io.connectorservice.catalog.entry.KnownService;
import io.connectorservice.catalog.entry.Pagination;
import io.connectorservice.catalog.entry.Pagination.Style;
import io.connectorservice.json.StrictJson;
import io.connectorservice.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

public class CatalogTests {

	private static final String ENTRY = """
			title: Suite
			categories: [crm]
			documentation_url: https://example.com
			base_url: https://{site}.example.com/api
			variables:
			  site: {title: Site, pattern: "[a-z]+"}
			auth:
			  - auth_type: apikey
			    title: Key
			    config: {api_key_name: X-Key, key_location: header}
			    credentials: {api_key: {title: Key}}
			  - auth_type: oauth2
			    title: App
			    config: {grant_type: authorization_code, token_url: "https://{site}.example.com/token"}
			    scopes: {read: Read}
			    default_scopes: [read]
			actions:
			  find:
			    summary: Find
			    call: GET /things/{id}
			    path: {id: integer}
			    query: {q: string}
			    required: [q]
			""";

	private static final Catalog OWN = catalog(null);

	public static Catalog catalog(@Nullable Path folder) {
		return new Catalog(new CatalogSettings(folder),
				new StaticListableBeanFactory().getBeanProvider(AdditionalEntries.class));
	}

	@Test
	void containsOnlyServicesAtPublicAddresses() {
		assertThat(OWN.search(null, null)).allSatisfy((service) -> {
			assertThat(service.baseUrl()).startsWith("https://");
			assertThat(service.ways()).allSatisfy(
					(way) -> assertThat(way.config().path("token_url").asString("https://")).startsWith("https://"));
		});
	}

	@Test
	void setsNoFixedLengthForVariables() {
		assertThat(OWN.search(null, null)).allSatisfy((service) -> service.variables()
			.forEach((name, variable) -> assertThat(String.valueOf(variable.pattern())).as(service.name() + " " + name)
				.doesNotContainPattern("\\{\\d+}")));
	}

	@ParameterizedTest
	@CsvFileSource(resources = "/catalog/facts.csv", useHeadersInDisplayName = true, delimiter = '|')
	void matchesTheServicesDocumentation(String service, String place, @Nullable String value, String source) {
		JsonNode entry = StrictJson.mapper().valueToTree(OWN.find(service).orElseThrow());
		assertThat(entry.at(JsonPointer.compile(place).head()).isMissingNode()).as(place).isFalse();
		assertThat(entry.at(place).asString("")).as(source).isEqualTo(Objects.requireNonNullElse(value, ""));
	}

	@Test
	void definesItemsAndEndOfEveryPagination() {
		assertThat(OWN.search(null, null)).allSatisfy((service) -> {
			Pagination pagination = service.pagination();
			if (pagination != null) {
				assertThat(pagination.items()).as(service.name()).isNotNull();
				boolean counted = pagination.style() == Style.OFFSET || pagination.style() == Style.PAGE;
				assertThat(!counted
						|| Stream.of(pagination.total(), pagination.more(), pagination.last(), pagination.defaultSize())
							.anyMatch(Objects::nonNull))
					.as(service.name())
					.isTrue();
			}
		});
	}

	@Test
	void findsByNameTitleAndCategory() {
		assertThat(OWN.find("slack")).isPresent();
		assertThat(OWN.find("nobody-knows-it")).isEmpty();
		assertThat(OWN.search("ZENDESK", null)).extracting(KnownService::name).contains("zendesk");
		assertThat(OWN.search("ticket", "customer-support")).extracting(KnownService::name).contains("zendesk");
		assertThat(OWN.search("zendesk", "calendar")).isEmpty();
		assertThat(OWN.search(null, null)).extracting(KnownService::title)
			.isSortedAccordingTo(String::compareToIgnoreCase);
	}

	@Test
	void loadsAndReplacesEntriesFromOperatorFolder(@TempDir Path folder) throws IOException {
		Files.writeString(folder.resolve("suite.yaml"), ENTRY);
		Files.writeString(folder.resolve("slack.yaml"), ENTRY.replace("title: Suite", "title: Our Slack"));
		Files.writeString(folder.resolve("notes.txt"), "no entry");
		Catalog catalog = catalog(folder);
		assertThat(catalog.find("suite")).isPresent();
		assertThat(catalog.find("slack").orElseThrow().title()).isEqualTo("Our Slack");
		assertThat(catalog.find("zendesk")).isPresent();
	}

	@Test
	void reportsMissingFolder(@TempDir Path folder) {
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> catalog(folder.resolve("nowhere")).find("any"))
			.withMessage("CATALOG_DIR must name an existing folder");
	}

	@Test
	void reportsMisnamedFile(@TempDir Path folder) throws IOException {
		Files.writeString(folder.resolve("My Service.yaml"), ENTRY);
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> catalog(folder).afterSingletonsInstantiated())
			.withMessageStartingWith("The catalog's My Service.yaml, line 1: ");
	}

	@ParameterizedTest
	@CsvFileSource(resources = "/catalog/broken-entries.csv", useHeadersInDisplayName = true, delimiter = '|')
	void reportsLineOfFault(String text, String replacement, int line, String reason) {
		String broken = ENTRY.replace(text, (replacement == null) ? "" : replacement.replace("\\n", "\n"));
		assertThat(broken).isNotEqualTo(ENTRY);
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> new CatalogEntryReader().read("suite", broken.getBytes(StandardCharsets.UTF_8)))
			.satisfies((invalid) -> assertThat(invalid.getMessage())
				.startsWith("The catalog's suite.yaml, line " + line + ": ")
				.contains(reason));
	}

	@Test
	void readsTheExampleOfTheReadme() throws IOException {
		String readme = Files.readString(Path.of("README.md"));
		String example = readme.substring(readme.indexOf("# warehouse.yaml"));
		KnownService service = new CatalogEntryReader().read("warehouse",
				example.substring(0, example.indexOf("```")).getBytes(StandardCharsets.UTF_8));
		assertThat(service.actions().propertyNames()).containsExactly("reserve_item");
	}

	@Test
	void readsAnEntry() {
		KnownService service = new CatalogEntryReader().read("suite", ENTRY.getBytes(StandardCharsets.UTF_8));
		assertThat(service.ways()).extracting(AuthMethod::authType).isEqualTo(List.of("apikey", "oauth2"));
		assertThat(service.apiDescription().at("/paths").properties()).hasSize(1);
	}

}
