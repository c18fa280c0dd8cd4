package io.connectorservice.local.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

import com.sun.net.httpserver.HttpServer;
import io.connectorservice.catalog.AdditionalEntries;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;

/**
 * Configures the demo service if local mode has bound a port for it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty({ "connector.local.enabled", "connector.local.demo.enabled" })
class DemoConfiguration {

	// stands for the demo service's URL in its files
	private static final String PLACEHOLDER = "http://demo.invalid";

	@Bean
	DemoWebhooks demoWebhooks(JsonMapper json, Clock clock) {
		return new DemoWebhooks(json, clock);
	}

	@Bean
	DemoServer demoServer(HttpServer listener, DemoSettings settings, DemoWebhooks webhooks, JsonMapper json,
			Clock clock) throws IOException {
		DemoTokens tokens = new DemoTokens(settings.tokenLife(), clock);
		DemoAccess access = new DemoAccess(tokens, clock, settings.callsPerMinute());
		DemoPages pages = new DemoPages();
		DemoRoutes routes = new DemoRoutes().add("GET", "/", (_, _) -> pages.renderHome());
		byte[] description = readFile("openapi.json", settings);
		routes.add("GET", "/openapi.json", (_, _) -> DemoResponse.of(200, "application/json", description));
		new DemoOAuth(tokens, pages, json).addTo(routes);
		new DemoApi(access, new DemoTasks(clock), new DemoFiles(), webhooks, json).addTo(routes);
		return DemoServer.start(listener, routes, json);
	}

	@Bean
	AdditionalEntries demoEntry(DemoSettings settings) throws IOException {
		Map<String, byte[]> files = Map.of("demo", readFile("demo.yaml", settings));
		return () -> files;
	}

	@Bean
	DemoExamples demoExamples() {
		return new DemoExamples();
	}

	private static byte[] readFile(String name, DemoSettings settings) throws IOException {
		return new ClassPathResource("local/demo/" + name).getContentAsString(StandardCharsets.UTF_8)
			.replace(PLACEHOLDER, "http://127.0.0.1:" + settings.port())
			.getBytes(StandardCharsets.UTF_8);
	}

}
