package io.connectorservice.webhook;

import io.connectorservice.webhook.Outbox.Backlog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts attempts to tell, and shows what waits.
 */
@Component
final class WebhookMeters {

	private final Counter delivered;

	private final Counter failed;

	private final Counter givenUp;

	private volatile Backlog backlog = new Backlog(0, 0);

	WebhookMeters(MeterRegistry registry) {
		this.delivered = attempts(registry, "delivered");
		this.failed = attempts(registry, "failed");
		this.givenUp = Counter.builder("connector.webhook.given.up")
			.description("Messages that nobody took in time")
			.register(registry);
		Gauge.builder("connector.webhook.waiting", () -> this.backlog.waiting())
			.description("Messages that are not taken yet")
			.register(registry);
		Gauge.builder("connector.webhook.oldest.age", () -> this.backlog.age())
			.description("Age of the oldest message that is not taken yet")
			.baseUnit("seconds")
			.register(registry);
	}

	private static Counter attempts(MeterRegistry registry, String outcome) {
		return Counter.builder("connector.webhook.attempts")
			.description("Attempts to tell a message")
			.tag("outcome", outcome)
			.register(registry);
	}

	void delivered() {
		this.delivered.increment();
	}

	void failed() {
		this.failed.increment();
	}

	void givenUp() {
		this.givenUp.increment();
	}

	void waiting(Backlog backlog) {
		this.backlog = backlog;
	}

}
