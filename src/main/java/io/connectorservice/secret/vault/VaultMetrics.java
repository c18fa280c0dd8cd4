package io.connectorservice.secret.vault;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Measures calls to Vault.
 */
final class VaultMetrics {

	private final Timer answered;

	private final Timer failed;

	private final Counter spared;

	VaultMetrics(MeterRegistry registry) {
		this.answered = createTimer(registry, "success");
		this.failed = createTimer(registry, "failure");
		this.spared = Counter.builder("connector.vault.spared")
			.description("Calls that were not made because several before had failed")
			.register(registry);
	}

	private static Timer createTimer(MeterRegistry registry, String outcome) {
		return Timer.builder("connector.vault.calls")
			.description("Calls to Vault, each with its login")
			.tag("outcome", outcome)
			.register(registry);
	}

	void recordSuccess(long began) {
		this.answered.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
	}

	void recordFailure(long began) {
		this.failed.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
	}

	void recordRejected() {
		this.spared.increment();
	}

}
