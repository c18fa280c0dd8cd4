package io.connectorservice.settings;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Maps the environment variables that operators set to properties. A blank variable
 * counts as not set, because Docker Compose passes omitted variables as blank ones.
 */
final class EnvironmentVariables implements EnvironmentPostProcessor, Ordered {

	/** Local mode runs after this and decides by the properties that are set. */
	public static final int ORDER = ConfigDataEnvironmentPostProcessor.ORDER + 10;

	private static final List<String> PORTS = List.of("PORT", "MANAGEMENT_PORT");

	private static final String TRACES = "management.opentelemetry.tracing.export.otlp.endpoint";

	private static final List<String> TRACE_VARIABLES = List.of("OTEL_EXPORTER_OTLP_ENDPOINT",
			"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

	// The auto-configurations that create or export spans, or observe requests for them.
	private static final String TRACING = Stream
		.of("webmvc.autoconfigure.WebMvcObservationAutoConfiguration",
				"micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
				"micrometer.tracing.autoconfigure.prometheus.PrometheusExemplarsAutoConfiguration",
				"micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
				"micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration",
				"opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration",
				"opentelemetry.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration",
				"opentelemetry.autoconfigure.logging.otlp.OtlpLoggingAutoConfiguration")
		.map("org.springframework.boot."::concat)
		.collect(Collectors.joining(","));

	private static final String LOG_FORMAT = "logging.structured.format.console";

	private static final List<Object> LOG_FORMATS = List.of("ecs", "logstash", "gelf");

	private static final int HIGHEST_PORT = 65535;

	private static final Map<String, String> PROPERTIES = Map.ofEntries(Map.entry("PORT", "server.port"),
			Map.entry("BIND_ADDRESS", "server.address"), Map.entry("MANAGEMENT_PORT", "management.server.port"),
			Map.entry("DATABASE_URL", "connector.database.url"),
			Map.entry("MIGRATION_DATABASE_URL", "connector.database.migration-url"),
			Map.entry("MIGRATE_AT_START", "connector.database.migrate-at-start"),
			Map.entry("LISTEN_DATABASE_URL", "connector.database.listen-url"),
			Map.entry("SUPABASE_URL", "connector.token.supabase-url"),
			Map.entry("SUPABASE_JWT_SECRET", "connector.token.jwt-secret"),
			Map.entry("JWT_ISSUER", "connector.token.issuer"), Map.entry("JWT_AUDIENCE", "connector.token.audience"),
			Map.entry("TENANT_CLAIM", "connector.token.tenant-claim"),
			Map.entry("ALLOW_ANONYMOUS_USERS", "connector.token.allow-anonymous"),
			Map.entry("SERVICE_TOKEN_KEYS", "connector.token.service-keys"),
			Map.entry("TENANT_AUTO_REGISTER", "connector.connectors.auto-register-tenants"),
			Map.entry("VAULT_ADDR", "connector.vault.addr"), Map.entry("VAULT_CA_FILE", "connector.vault.ca-file"),
			Map.entry("VAULT_TOKEN", "connector.vault.token"), Map.entry("VAULT_ROLE_ID", "connector.vault.role-id"),
			Map.entry("VAULT_SECRET_ID", "connector.vault.secret-id"),
			Map.entry("VAULT_K8S_ROLE", "connector.vault.k8s-role"),
			Map.entry("VAULT_NAMESPACE", "connector.vault.namespace"),
			Map.entry("VAULT_KV_MOUNT", "connector.secret.mount"),
			Map.entry("VAULT_TENANT_PREFIX", "connector.secret.tenant-prefix"),
			Map.entry("VAULT_OPERATOR_PREFIX", "connector.secret.operator-prefix"),
			Map.entry("EGRESS_ALLOW", "connector.outbound.egress-allow"),
			Map.entry("EGRESS_CA_FILE", "connector.outbound.ca-file"),
			Map.entry("RETURN_URL_ALLOW", "connector.oauth.return-url-allow"),
			Map.entry("PUBLIC_URL", "connector.oauth.public-url"),
			Map.entry("OAUTH_CONFIRMATION", "connector.oauth.confirmation"),
			Map.entry("CATALOG_DIR", "connector.catalog.folder"), Map.entry("WEBHOOK_URL", "connector.webhooks.url"),
			Map.entry("WEBHOOK_SECRET", "connector.webhooks.secret"),
			Map.entry("LOG_FORMAT", "logging.structured.format.console"),
			Map.entry("LOCAL_DATA_DIR", "connector.local.data-dir"),
			Map.entry("DEMO_PORT", "connector.local.demo.port"));

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Map<String, Object> given = new LinkedHashMap<>();
		PROPERTIES.forEach((variable, property) -> {
			String value = environment.getProperty(variable);
			if (StringUtils.hasText(value)) {
				given.put(property, value.strip());
			}
		});
		readLogFormat(given);
		if (!exportsTraces(environment)) {
			given.put("spring.autoconfigure.exclude", TRACING);
		}
		PORTS.forEach((variable) -> requirePort(variable, environment.getProperty(variable)));
		// A value under the property's own name wins, for
		// example a system property or a command-line argument.
		environment.getPropertySources().addAfter("systemEnvironment", new MapPropertySource("variables", given));
	}

	private static boolean exportsTraces(ConfigurableEnvironment environment) {
		TRACE_VARIABLES.forEach((variable) -> requireAddress(variable, environment.getProperty(variable)));
		return Stream.concat(TRACE_VARIABLES.stream(), Stream.of(TRACES))
			.anyMatch((name) -> StringUtils.hasText(environment.getProperty(name)));
	}

	// The value is checked here because the exporter would only log that it cannot send.
	private static void requireAddress(String variable, @Nullable String value) {
		if (StringUtils.hasText(value) && !value.strip().matches("https?://[^\\s/@]+(/\\S*)?")) {
			throw new InvalidSettingException(variable + " must be an address such as http://collector:4318");
		}
	}

	// The value is checked here because logging itself fails with an unknown format.
	private static void readLogFormat(Map<String, Object> given) {
		Object format = given.get(LOG_FORMAT);
		if ("text".equals(format)) {
			given.remove(LOG_FORMAT);
		}
		else if (format != null && !LOG_FORMATS.contains(format)) {
			throw new InvalidSettingException("LOG_FORMAT must be text, ecs, logstash or gelf");
		}
	}

	// The value is checked here because the web server's error message names no variable.
	private static void requirePort(String variable, @Nullable String value) {
		if (StringUtils.hasText(value) && !isPort(value.strip())) {
			throw new InvalidSettingException(variable + " must be a number from 0 to " + HIGHEST_PORT);
		}
	}

	private static boolean isPort(String text) {
		return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= HIGHEST_PORT;
	}

	/** Returns the variable that operators use to set a property. */
	static Optional<String> variableOf(String property) {
		return PROPERTIES.entrySet()
			.stream()
			.filter((entry) -> property.equals(entry.getValue()))
			.map(Map.Entry::getKey)
			.min(Comparator.naturalOrder());
	}

}
