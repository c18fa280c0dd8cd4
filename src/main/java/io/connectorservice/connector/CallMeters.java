package io.connectorservice.connector;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.connectorservice.catalog.Catalog;
import io.connectorservice.problem.ProblemCode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Measures calls through connectors. How many time series that makes is bounded by the
 * catalog and by the operator's list, whatever tenants call their services; each is
 * looked up once and held.
 */
@Component
final class CallMeters {

	private static final String OTHER = "other";

	private static final String[] STATUS_CLASSES = { "none", "1xx", "2xx", "3xx", "4xx", "5xx" };

	private static final int OUTCOMES = ProblemCode.values().length + 1;

	private static final int SIZE = Operation.values().length * OUTCOMES * STATUS_CLASSES.length;

	private static final Duration[] BUCKETS = { Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25),
			Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500),
			Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(10),
			Duration.ofSeconds(20) };

	private final ConcurrentMap<String, AtomicReferenceArray<Timer>> byService = new ConcurrentHashMap<>();

	private final Timer[][] durations = new Timer[Operation.values().length][];

	private final Catalog catalog;

	private final MeterRegistry registry;

	private final Set<String> measured;

	CallMeters(Catalog catalog, ConnectorSettings settings, MeterRegistry registry) {
		this.catalog = catalog;
		this.measured = settings.measuredServices();
		this.registry = registry;
		for (Operation operation : Operation.values()) {
			this.durations[operation.ordinal()] = new Timer[] { duration(operation, "success"),
					duration(operation, "failure") };
		}
	}

	private Timer duration(Operation operation, String outcome) {
		return Timer.builder("connector.call.duration")
			.description("How long calls through connectors take")
			.tag("operation", operation.text())
			.tag("outcome", outcome)
			.serviceLevelObjectives(BUCKETS)
			.register(this.registry);
	}

	/**
	 * A call ended.
	 * @param code why it failed; none for a success
	 * @param status the service's; 0 where it did not answer
	 */
	void record(Operation operation, String serviceName, @Nullable ProblemCode code, int status, long nanos) {
		this.durations[operation.ordinal()][(code == null) ? 0 : 1].record(nanos, TimeUnit.NANOSECONDS);
		boolean known = this.measured.contains(serviceName) || this.catalog.find(serviceName).isPresent();
		String service = known ? serviceName : OTHER;
		AtomicReferenceArray<Timer> timers = this.byService.computeIfAbsent(service,
				(_) -> new AtomicReferenceArray<>(SIZE));
		int outcome = (code == null) ? 0 : code.ordinal() + 1;
		int statusClass = (status < 100 || status > 599) ? 0 : status / 100;
		int index = (operation.ordinal() * OUTCOMES + outcome) * STATUS_CLASSES.length + statusClass;
		Timer timer = timers.get(index);
		if (timer == null) {
			timer = calls(operation, service, code, statusClass);
			timers.set(index, timer);
		}
		timer.record(nanos, TimeUnit.NANOSECONDS);
	}

	private Timer calls(Operation operation, String service, @Nullable ProblemCode code, int statusClass) {
		return Timer.builder("connector.calls")
			.description("Calls through connectors")
			.tag("operation", operation.text())
			.tag("service", service)
			.tag("outcome", (code == null) ? "success" : code.code())
			.tag("upstream_status", STATUS_CLASSES[statusClass])
			.register(this.registry);
	}

	/** What is done with a connector. */
	enum Operation {

		TEST, READ, ACTION;

		String text() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
