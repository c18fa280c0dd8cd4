package io.connectorservice.connector.operation;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

import io.connectorservice.catalog.Catalog;
import io.connectorservice.connector.ConnectorSettings;
import io.connectorservice.problem.ProblemCode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Measures calls through connectors. The number of time series is bounded by the catalog
 * and the operator's list, whatever names tenants give their services. Each timer is
 * looked up once and cached.
 */
@Component
final class CallTimers {

	private static final String OTHER = "other";

	private static final String[] STATUS_CLASSES = { "none", "1xx", "2xx", "3xx", "4xx", "5xx" };

	private static final Duration[] BUCKETS = { Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25),
			Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500),
			Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(10),
			Duration.ofSeconds(20) };

	private final ConcurrentMap<Call, Timer> calls = new ConcurrentHashMap<>();

	private final Map<Operation, Timer> successes = new EnumMap<>(Operation.class);

	private final Map<Operation, Timer> failures = new EnumMap<>(Operation.class);

	private final Catalog catalog;

	private final MeterRegistry registry;

	private final Set<String> measured;

	CallTimers(Catalog catalog, ConnectorSettings settings, MeterRegistry registry) {
		this.catalog = catalog;
		this.measured = settings.measuredServices();
		this.registry = registry;
		for (Operation operation : Operation.values()) {
			this.successes.put(operation, registerDurationTimer(operation, "success"));
			this.failures.put(operation, registerDurationTimer(operation, "failure"));
		}
	}

	private Timer registerDurationTimer(Operation operation, String outcome) {
		return Timer.builder("connector.call.duration")
			.description("How long calls through connectors take")
			.tag("operation", operation.text())
			.tag("outcome", outcome)
			.serviceLevelObjectives(BUCKETS)
			.register(this.registry);
	}

	/**
	 * Records a completed call.
	 * @param code the problem code of a failure; null for a success
	 * @param status the service's status; 0 if it did not respond
	 */
	void record(Operation operation, String serviceName, @Nullable ProblemCode code, int status, long nanos) {
		Map<Operation, Timer> durations = (code == null) ? this.successes : this.failures;
		Objects.requireNonNull(durations.get(operation)).record(nanos, TimeUnit.NANOSECONDS);
		boolean known = this.measured.contains(serviceName) || this.catalog.find(serviceName).isPresent();
		int statusClass = (status < 100 || status > 599) ? 0 : status / 100;
		this.calls
			.computeIfAbsent(new Call(operation, known ? serviceName : OTHER, code, statusClass),
					this::registerCallTimer)
			.record(nanos, TimeUnit.NANOSECONDS);
	}

	private Timer registerCallTimer(Call call) {
		return Timer.builder("connector.calls")
			.description("Calls through connectors")
			.tag("operation", call.operation().text())
			.tag("service", call.service())
			.tag("outcome", (call.code() == null) ? "success" : call.code().code())
			.tag("upstream_status", STATUS_CLASSES[call.statusClass()])
			.register(this.registry);
	}

	/** The tags of a time series of calls. */
	private record Call(Operation operation, String service, @Nullable ProblemCode code, int statusClass) {

	}

	/** The operations that call a service. */
	enum Operation {

		TEST, READ, ACTION;

		String text() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
