package io.connectorservice.event;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts stored event rows, and the occurrences that they stand for.
 */
@Component
final class EventMetrics {

	private final Map<EventKind, Counter> successes = new EnumMap<>(EventKind.class);

	private final Map<EventKind, Counter> failures = new EnumMap<>(EventKind.class);

	private final Counter rows;

	EventMetrics(MeterRegistry registry) {
		for (EventKind kind : EventKind.values()) {
			this.successes.put(kind, registerCounter(registry, kind, "success"));
			this.failures.put(kind, registerCounter(registry, kind, "failure"));
		}
		this.rows = Counter.builder("connector.event.rows").description("Events written").register(registry);
	}

	private static Counter registerCounter(MeterRegistry registry, EventKind kind, String outcome) {
		return Counter.builder("connector.events")
			.description("Events of connectors, including repetitions")
			.tag("kind", kind.text())
			.tag("outcome", outcome)
			.register(registry);
	}

	void recordEvent(ConnectorEvent connectorEvent, int occurrences) {
		Map<EventKind, Counter> counters = (connectorEvent.code() == null) ? this.successes : this.failures;
		Objects.requireNonNull(counters.get(connectorEvent.kind())).increment(occurrences);
		this.rows.increment();
	}

}
