package io.connectorservice.webhook;

import io.connectorservice.webhook.WebhookOutbox.Backlog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts delivery attempts, and shows the number and age of waiting messages.
 */
@Component
final class WebhookMetrics {

	private final Counter delivered;

	private final Counter failed;

	private final Counter givenUp;

	private volatile Backlog backlog = new Backlog(0, 0);

	WebhookMetrics(MeterRegistry registry) {
		this.delivered = registerAttemptCounter(registry, "delivered");
		this.failed = registerAttemptCounter(registry, "failed");
		this.givenUp = Counter.builder("connector.webhook.given.up")
			.description("Messages that could not be delivered in time")
			.register(registry);
		Gauge.builder("connector.webhook.waiting", () -> this.backlog.waiting())
			.description("Messages that are not delivered yet")
			.register(registry);
		Gauge.builder("connector.webhook.oldest.age", () -> this.backlog.age())
			.description("Age of the oldest message that is not delivered yet")
			.baseUnit("seconds")
			.register(registry);
	}

	private static Counter registerAttemptCounter(MeterRegistry registry, String outcome) {
		return Counter.builder("connector.webhook.attempts")
			.description("Attempts to deliver a message")
			.tag("outcome", outcome)
			.register(registry);
	}

	void recordDelivery() {
		this.delivered.increment();
	}

	void recordFailure() {
		this.failed.increment();
	}

	void recordGivenUp() {
		this.givenUp.increment();
	}

	void recordBacklog(Backlog backlog) {
		this.backlog = backlog;
	}

}
