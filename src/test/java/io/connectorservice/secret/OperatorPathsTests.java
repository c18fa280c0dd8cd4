package io.connectorservice.secret;

import io.connectorservice.settings.InvalidSettingException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OperatorPathsTests {

	private static final String PREFIX = "operator/oauth-apps/{service_name}";

	private final OperatorPaths paths = new OperatorPaths("kv", PREFIX, "tenant_{tenant_id}");

	@ParameterizedTest
	@ValueSource(strings = { "kv/data/operator/oauth-apps/slack", "kv/data/operator/oauth-apps/slack#client_secret",
			"kv/data/operator/oauth-apps/slack/2026#value" })
	void acceptsPathsOfTheApp(String text) {
		assertThat(this.paths.parse("slack", text).text()).isEqualTo(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "kv/data/operator/oauth-apps/slack2", "kv/data/operator/oauth-apps/jira",
			"kv/data/operator/oauth-apps/slack/../jira", "kv/data/operator/oauth-apps/slack//x",
			"kv/data/operator/oauth-apps/slack/", "kv/data/operator/oauth-apps/slack#", "kv/data/operator/oauth-apps",
			"kv/data/operator/oauth-apps/slack%2f..%2fjira", "kv/metadata/operator/oauth-apps/slack",
			"/kv/data/operator/oauth-apps/slack", "KV/data/operator/oauth-apps/slack",
			"kv/data/tenant_0b51e42c-91ab-4d6c-8f2e-0a1b2c3d4e5f/slack", "kv/data/operator/oauth-apps/slack#a#b", "" })
	void refusesAllOtherPaths(String text) {
		assertThatExceptionOfType(InvalidSecretPathException.class).isThrownBy(() -> this.paths.parse("slack", text));
	}

	@ParameterizedTest
	@ValueSource(strings = { "../jira", "slack/x", "", "Slack", "sl\u0430ck" })
	void refusesNamesThatAreNoService(String name) {
		assertThatExceptionOfType(InvalidSecretPathException.class)
			.isThrownBy(() -> this.paths.buildOwnPath(name, "client_secret"));
	}

	@ParameterizedTest
	@CsvSource({ "operator/oauth-apps/{service_name}, tenant_{tenant_id}", "apps_{service_name}, tenant_{tenant_id}",
			"a/{service_name}, b/{tenant_id}", "tenants/apps/{service_name}, tenants/tenant_{tenant_id}",
			"operator/{service_name}, {tenant_id}", "tenants/x_{service_name}, tenants/y_{tenant_id}" })
	void acceptsPrefixesThatAreApart(String operator, String tenant) {
		assertThatCode(() -> new OperatorPaths("kv", operator, tenant)).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@CsvSource({ "tenant_{service_name}, tenant_{tenant_id}", "{service_name}, {tenant_id}",
			"{service_name}/secrets, {tenant_id}/secrets/deep",
			"tenant_0b51e42c-91ab-4d6c-8f2e-0a1b2c3d4e5f/{service_name}, tenant_{tenant_id}",
			"TENANT_0b51e42c-91ab-4d6c-8f2e-0a1b2c3d4e5f/{service_name}, tenant_{tenant_id}",
			"a/{service_name}, a/{tenant_id}", "apps/{service_name}, apps/slack/{tenant_id}",
			"{service_name}, apps/{tenant_id}", "a/b_{service_name}, a/b_{tenant_id}/c" })
	void refusesPrefixesThatOverlap(String operator, String tenant) {
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> new OperatorPaths("kv", operator, tenant))
			.withMessageContaining("must not overlap with VAULT_TENANT_PREFIX");
	}

	@ParameterizedTest
	@ValueSource(strings = { "operator", "operator//{service_name}", "../{service_name}", "/operator/{service_name}",
			"operator/{service}", "op erator/{service_name}" })
	void refusesPrefixesThatAreNoPath(String prefix) {
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> new OperatorPaths("kv", prefix, "tenant_{tenant_id}"))
			.withMessageContaining("VAULT_OPERATOR_PREFIX must be made of");
	}

}
