package io.connectorservice.secret;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Measures calls to Vault.
 */
final class VaultMeters {

	private final Timer answered;

	private final Timer failed;

	private final Counter spared;

	VaultMeters(MeterRegistry registry) {
		this.answered = calls(registry, "success");
		this.failed = calls(registry, "failure");
		this.spared = Counter.builder("connector.vault.spared")
			.description("Calls that were not made because several before had failed")
			.register(registry);
	}

	private static Timer calls(MeterRegistry registry, String outcome) {
		return Timer.builder("connector.vault.calls")
			.description("Calls to Vault, each with its login")
			.tag("outcome", outcome)
			.register(registry);
	}

	void answered(long began) {
		this.answered.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
	}

	void failed(long began) {
		this.failed.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
	}

	void spared() {
		this.spared.increment();
	}

}
