package io.connectorservice.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/**
 * Publishes the readiness state as a metric: without requests there are no failures on
 * which an alert could be based.
 */
@Component
class ReadinessMeter implements MeterBinder {

	private final HealthEndpoint health;

	ReadinessMeter(HealthEndpoint health) {
		this.health = health;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("connector.ready", this::measureReadiness)
			.description("Whether the process is ready for requests")
			.register(registry);
	}

	private double measureReadiness() {
		HealthDescriptor readiness = this.health.healthForPath("readiness");
		return (readiness != null && Status.UP.equals(readiness.getStatus())) ? 1 : 0;
	}

}
