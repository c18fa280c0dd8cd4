package io.connectorservice.settings;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Keeps the earlier names of settings valid. A value under the current name wins.
 */
final class RenamedProperties implements EnvironmentPostProcessor, Ordered {

	/** Each earlier name with the current one. */
	static final Map<String, String> CURRENT_NAMES = Map.ofEntries(
			Map.entry("connector.body-limits.large-patience", "connector.body-limits.large-wait-timeout"),
			Map.entry("connector.breaker.minimum", "connector.breaker.minimum-calls"),
			Map.entry("connector.breaker.open", "connector.breaker.open-duration"),
			Map.entry("connector.breaker.probes", "connector.breaker.half-open-calls"),
			Map.entry("connector.calls.longest-hold", "connector.calls.max-cooldown"),
			Map.entry("connector.changes.longest-pause", "connector.changes.max-reconnect-delay"),
			Map.entry("connector.changes.patience", "connector.changes.timeout"),
			Map.entry("connector.changes.prove-every", "connector.changes.proof-interval"),
			Map.entry("connector.database.long-patience", "connector.database.long-transaction-timeout"),
			Map.entry("connector.database.patience", "connector.database.transaction-timeout"),
			Map.entry("connector.database.watch-patience", "connector.database.watch-timeout"),
			Map.entry("connector.events.keep", "connector.events.retention"),
			Map.entry("connector.idempotency.kept-for", "connector.idempotency.retention"),
			Map.entry("connector.idempotency.largest-answer", "connector.idempotency.max-response"),
			Map.entry("connector.oauth.force-every", "connector.oauth.forced-refresh-interval"),
			Map.entry("connector.oauth.longest-backoff", "connector.oauth.max-backoff"),
			Map.entry("connector.oauth.patience", "connector.oauth.refresh-wait-timeout"),
			Map.entry("connector.oauth.renewal-timeout", "connector.oauth.refresh-timeout"),
			Map.entry("connector.outbound.answers-percent-of-heap", "connector.outbound.responses-percent-of-heap"),
			Map.entry("connector.outbound.patience", "connector.outbound.wait-timeout"),
			Map.entry("connector.pages.most", "connector.pages.max-pages"),
			Map.entry("connector.remembered-tokens.life", "connector.jwt-cache.ttl"),
			Map.entry("connector.remembered-tokens.most", "connector.jwt-cache.max-size"),
			Map.entry("connector.shutdown.within", "connector.shutdown.timeout"));

	@Override
	public int getOrder() {
		return EnvironmentVariables.ORDER + 1;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Binder binder = Binder.get(environment);
		Map<String, Object> values = new LinkedHashMap<>();
		// the last source has the lowest precedence, so a current name's value wins
		CURRENT_NAMES.forEach((earlier, current) -> binder.bind(earlier, String.class)
			.ifBound((value) -> values.put(current, value)));
		environment.getPropertySources().addLast(new MapPropertySource("renamedProperties", values));
	}

}
