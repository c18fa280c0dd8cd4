package io.connectorservice.secret.vault;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Meters the calls to Vault.
 */
final class VaultMetrics {

	private final Timer succeeded;

	private final Timer failed;

	private final Counter rejected;

	VaultMetrics(MeterRegistry registry) {
		this.succeeded = createTimer(registry, "success");
		this.failed = createTimer(registry, "failure");
		this.rejected = Counter.builder("connector.vault.spared")
			.description("Calls that were not made because several calls before them had failed")
			.register(registry);
	}

	private static Timer createTimer(MeterRegistry registry, String outcome) {
		return Timer.builder("connector.vault.calls")
			.description("Calls to Vault, each with its login")
			.tag("outcome", outcome)
			.register(registry);
	}

	void recordSuccess(long startedAt) {
		this.succeeded.record(System.nanoTime() - startedAt, TimeUnit.NANOSECONDS);
	}

	void recordFailure(long startedAt) {
		this.failed.record(System.nanoTime() - startedAt, TimeUnit.NANOSECONDS);
	}

	void recordRejected() {
		this.rejected.increment();
	}

}
