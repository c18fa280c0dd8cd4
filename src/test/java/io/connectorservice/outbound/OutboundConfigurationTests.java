package io.connectorservice.outbound;

import java.util.List;
import java.util.Properties;

import io.connectorservice.LogLevels;
import io.connectorservice.outbound.url.TargetUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

@ResourceLock(LogLevels.LOCK)
class OutboundConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class);

	@Test
	void startsWithItsDefaults() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(OutboundClient.class);
			assertThat(context.getBean(OutboundSettings.class).totalTimeout()).hasSeconds(20);
			assertThat(context.getBean(OutboundClient.class).findRefusal(TargetUrl.of("https://localhost/")))
				.contains("address_loopback");
		});
	}

	@ParameterizedTest
	@CsvSource({ "egress-allow=127.1,EGRESS_ALLOW", "total-timeout=1ms,totalTimeout", "total-timeout=3h,totalTimeout",
			"connect-timeout=0,connectTimeout", "max-response-body=0,max-response-body",
			"max-response-body=1GB,max-response-body", "max-response-headers=2MB,max-response-headers",
			"max-request-body=1B,max-request-body", "max-connections-per-host=0,maxConnectionsPerHost",
			"max-calls-per-tenant=0,maxCallsPerTenant", "max-calls-per-tenant-and-host=1001,maxCallsPerTenantAndHost",
			"wait-timeout=31s,waitTimeout", "max-lookups=513,maxLookups" })
	void doesNotStartWithSettingsOutOfBounds(String setting, String named) {
		this.runner.withPropertyValues("connector.outbound." + setting)
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining(named));
	}

	@Test
	void namesItsVersionToTheServicesItCalls() throws Exception {
		Properties build = new Properties();
		build.setProperty("version", "1.2.3");
		try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
			this.runner.withPropertyValues("connector.outbound.egress-allow=127.0.0.1")
				.withBean(BuildProperties.class, build)
				.run((context) -> context.getBean(OutboundClient.class)
					.send(OutboundRequest.of("GET", server.url("/"))));
			assertThat(server.requests().getFirst()).contains("User-Agent: connector-service/1.2.3\r\n");
		}
	}

	@Test
	void silencesLoggersThatWouldLogUrls() {
		LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
		this.runner.withBean(LoggingSystem.class, () -> logging).run((context) -> {
			assertThat(context).hasNotFailed();
			for (String logger : List.of("reactor.netty", "io.netty",
					"org.springframework.web.reactive.function.client")) {
				assertThat(logging.getLoggerConfiguration(logger)).isNotNull()
					.satisfies(
							(configuration) -> assertThat(configuration.getEffectiveLevel()).isEqualTo(LogLevel.OFF));
			}
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(OutboundSettings.class)
	@Import(OutboundConfiguration.class)
	static class Application {

	}

}
