package benchmark;

import java.util.Map;

import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Reads a service's answer as a tree and writes it again, and nothing else.
 */
@SpringBootApplication
@RestController
public class BareController {

	private final WebClient client;

	BareController(WebClient.Builder builder, @Value("${upstream}") String upstream, @Value("${key}") String key) {
		this.client = builder.baseUrl(upstream).defaultHeader("X-Api-Key", key).build();
	}

	public static void main(String[] arguments) {
		SpringApplication.run(BareController.class, arguments);
	}

	@GetMapping("/items")
	Map<String, Object> fetchItems() {
		JsonNode items = this.client.get().uri("/items").retrieve().bodyToMono(JsonNode.class).block();
		return Map.of("data", items);
	}

}
