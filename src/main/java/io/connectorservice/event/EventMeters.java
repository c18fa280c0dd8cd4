package io.connectorservice.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts events that were written, and what they stand for.
 */
@Component
final class EventMeters {

	private final Counter[][] happenings = new Counter[EventKind.values().length][];

	private final Counter rows;

	EventMeters(MeterRegistry registry) {
		for (EventKind kind : EventKind.values()) {
			this.happenings[kind.ordinal()] = new Counter[] { counter(registry, kind, "success"),
					counter(registry, kind, "failure") };
		}
		this.rows = Counter.builder("connector.event.rows").description("Events written").register(registry);
	}

	private static Counter counter(MeterRegistry registry, EventKind kind, String outcome) {
		return Counter.builder("connector.events")
			.description("What happened with connectors, each repetition counted")
			.tag("kind", kind.text())
			.tag("outcome", outcome)
			.register(registry);
	}

	void written(Happening happening, int occurrences) {
		this.happenings[happening.kind().ordinal()][(happening.code() == null) ? 0 : 1].increment(occurrences);
		this.rows.increment();
	}

}
