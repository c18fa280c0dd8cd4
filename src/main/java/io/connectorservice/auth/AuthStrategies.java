package io.connectorservice.auth;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * All registered signing strategies by name.
 */
@Component
final class AuthStrategies {

	private static final String CUSTOM = "custom";

	private final Map<String, AuthStrategy> byName = new TreeMap<>();

	AuthStrategies(List<AuthStrategy> strategies) {
		for (AuthStrategy strategy : strategies) {
			AuthStrategy other = this.byName.put(strategy.name(), strategy);
			if (other != null) {
				throw new IllegalStateException("Two strategies are named " + strategy.name() + ": "
						+ other.getClass().getName() + " and " + strategy.getClass().getName());
			}
		}
	}

	Optional<AuthStrategy> find(String authType, JsonNode config) {
		String name = CUSTOM.equals(authType) ? config.path("strategy").asString("") : authType;
		return Optional.ofNullable(this.byName.get(name));
	}

	static boolean isCustom(String authType) {
		return CUSTOM.equals(authType);
	}

	Iterable<String> names() {
		return this.byName.keySet();
	}

}
