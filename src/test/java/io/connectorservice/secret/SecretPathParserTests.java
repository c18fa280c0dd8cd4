package io.connectorservice.secret;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.connectorservice.settings.InvalidSettingException;
import io.connectorservice.tenant.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@SuppressWarnings("StringConcatToTextBlock") // line ends
class SecretPathParserTests {

	private static final TenantId TENANT = TenantId.parse("0b51e42c-91ab-4d6c-8f2e-0a1b2c3d4e5f").orElseThrow();

	private static final String OTHER = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

	private final SecretPathParser paths = new SecretPathParser("kv", "tenant_{tenant_id}");

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("rows")
	void allowsOrRejectsEachPath(String verdict, String text) {
		if (verdict.equals("allowed")) {
			assertThat(this.paths.parse(TENANT, text).text()).isEqualTo(text);
			return;
		}
		assertThatExceptionOfType(InvalidSecretPathException.class).isThrownBy(() -> this.paths.parse(TENANT, text))
			.satisfies((refusal) -> assertThat(refusal.getMessage()).startsWith(switch (verdict) {
				case "prefix" -> "The path must start with kv/data/tenant_" + TENANT + "/ and go on";
				case "segment" -> "The path's parts";
				case "field" -> "One # may name a field";
				case "length" -> "The path must have at most 512 characters";
				default -> throw new IllegalArgumentException(verdict);
			}));
	}

	// own splitting: the rows hold what a CSV reader would interpret
	static Stream<Arguments> rows() {
		try (BufferedReader file = new BufferedReader(new InputStreamReader(
				Objects.requireNonNull(SecretPathParserTests.class.getResourceAsStream("/secret/paths.csv")),
				StandardCharsets.UTF_8))) {
			return file.lines()
				.filter((line) -> !line.isBlank() && !line.startsWith("//"))
				.map((line) -> line.split(",", 2))
				.map((cells) -> Arguments.of(cells[0], unescape(cells[1])))
				.toList()
				.stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String unescape(String cell) {
		return Pattern.compile("\\\\u([0-9a-f]{4})")
			.matcher(cell)
			.replaceAll((match) -> Character.toString(Integer.parseInt(match.group(1), 16)))
			.translateEscapes()
			.replace("{own}", "tenant_" + TENANT)
			.replace("{OWN}", "tenant_" + TENANT.toString().toUpperCase(Locale.ROOT))
			.replace("{other}", "tenant_" + OTHER)
			.replace("{id}", TENANT.toString())
			.replace("{300}", "k".repeat(300))
			.replace("{500}", "k".repeat(500));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void neverAllowsPathOutsideTenant(long seed) {
		Random random = new Random(seed);
		String own = "kv/data/tenant_" + TENANT + "/";
		String[] parts = { own, own, "kv/", "data/", "metadata/", "tenant_" + TENANT, "tenant_" + OTHER, "/", "//",
				"..", ".", "...", "%2e", "%2f", "\\", "#", "##", "a", "A-b_c.d", "*", "+", "\n", "\0", "\u00fc",
				"\uff0e", "\u2215", " ", "{tenant_id}", "?list=true", "a".repeat(200) };
		int taken = 0;
		for (int round = 0; round < 50_000; round++) {
			StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "" : own);
			for (int part = random.nextInt(5); part >= 0; part--) {
				text.append(parts[random.nextInt(parts.length)]);
			}
			taken += holds(text.toString()) ? 1 : 0;
		}
		assertThat(taken).as("a guard that refuses all would pass as well").isGreaterThan(1000);
	}

	// an accepted path is below the tenant's: as it is, decoded and resolved
	private boolean holds(String text) {
		SecretPath path;
		try {
			path = this.paths.parse(TENANT, text);
		}
		catch (InvalidSecretPathException _) {
			return false;
		}
		String own = "/kv/data/tenant_" + TENANT + "/";
		assertThat(path.text()).isEqualTo(text);
		assertThat(URI.create("https://vault.example/" + path.documentPath()).normalize().getPath()).startsWith(own)
			.isEqualTo("/" + path.documentPath());
		assertThat(Path.of("/" + path.documentPath()).normalize()).startsWithRaw(Path.of(own));
		assertThat(path.documentPath()).matches("[A-Za-z0-9_./-]+");
		return true;
	}

	@Test
	void splitsDocumentAndField() {
		SecretPath path = this.paths.parse(TENANT, "kv/data/tenant_" + TENANT + "/a/b#c");
		assertThat(path.documentPath()).isEqualTo("kv/data/tenant_" + TENANT + "/a/b");
		assertThat(path.field()).contains("c");
		assertThat(path).hasToString(path.text());
		assertThat(this.paths.parse(TENANT, path.documentPath()).field()).isEmpty();
	}

	@Test
	void equalsByText() {
		SecretPath path = this.paths.buildOwnPath(TENANT, "a#b");
		assertThat(path).isEqualTo(this.paths.buildOwnPath(TENANT, "a#b"))
			.hasSameHashCodeAs(this.paths.buildOwnPath(TENANT, "a#b"))
			.isNotEqualTo(this.paths.buildOwnPath(TENANT, "a"))
			.isNotEqualTo(path.text());
	}

	@Test
	void repeatsNothingOfARefusedText() {
		assertThatExceptionOfType(InvalidSecretPathException.class)
			.isThrownBy(() -> this.paths.parse(TENANT, "sk_live_pasted#by mistake"))
			.withMessageNotContainingAny("sk_live", "mistake");
		assertThatExceptionOfType(InvalidSecretPathException.class)
			.isThrownBy(() -> this.paths.parse(TENANT, "sk_live_pasted"))
			.withMessageNotContainingAny("sk_live");
	}

	@ParameterizedTest
	@CsvSource({ "kv,{tenant_id},kv/data/%s/x", "team/kv,tenants/{tenant_id}/prod,team/kv/data/tenants/%s/prod/x",
			"kv-2.x,t_{tenant_id}-a,kv-2.x/data/t_%s-a/x" })
	void followsTheSettings(String mount, String prefix, String expected) {
		assertThat(new SecretPathParser(mount, prefix).buildOwnPath(TENANT, "x").text())
			.isEqualTo(expected.formatted(TENANT));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "kv/", "/kv", "k v", "..", "kv/../sys", "http://vault/kv", "kv#", "kv?a",
			"{tenant_id}" })
	void rejectsInvalidMount(String mount) {
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> new SecretPathParser(mount, "tenant_{tenant_id}"))
			.withMessageStartingWith("VAULT_KV_MOUNT must");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "tenant", "tenant_{tenant}", "{tenant_id}/", "/{tenant_id}", "../{tenant_id}",
			"%{tenant_id}" })
	void rejectsPrefixWithoutTenantId(String prefix) {
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> new SecretPathParser("kv", prefix))
			.withMessageStartingWith("VAULT_TENANT_PREFIX must");
	}

	@Test
	void buildsPathForConnectorsOwnSecret() {
		UUID connector = UUID.fromString(OTHER);
		assertThat(TestSecrets.inMemory().ownPath(TENANT, connector, "api_key").text())
			.isEqualTo("kv/data/tenant_" + TENANT + "/connectors/" + OTHER + "#api_key");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a#b", "a b", ".", "a/b", "ä" })
	void rejectsInvalidFieldInOwnPath(String field) {
		Secrets secrets = TestSecrets.inMemory();
		assertThatExceptionOfType(InvalidSecretPathException.class)
			.isThrownBy(() -> secrets.ownPath(TENANT, UUID.randomUUID(), field));
	}

}
