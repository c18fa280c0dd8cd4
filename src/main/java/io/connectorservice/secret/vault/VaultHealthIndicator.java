package io.connectorservice.secret.vault;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestOperations;

/**
 * Reports in one word whether Vault is available and accepts our login; shows no version
 * or address. A slow Vault counts as down, because health probes have short timeouts.
 */
final class VaultHealthIndicator implements HealthIndicator, AutoCloseable {

	// With these parameters every state responds
	// with status 200 and is described in the body.
	private static final String PATH = "sys/health?standbycode=200&perfstandbyok=true&sealedcode=200&uninitcode=200";

	private static final Duration TIMEOUT = Duration.ofMillis(800);

	private final RestOperations rest;

	private final VaultProbe probe;

	private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

	VaultHealthIndicator(RestOperations rest, VaultProbe probe) {
		this.rest = rest;
		this.probe = probe;
	}

	@Override
	public Health health() {
		Future<Health> check = this.executor.submit(this::checkHealth);
		try {
			return check.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException | ExecutionException _) {
			return buildHealth(Health.down(), "unreachable");
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			return buildHealth(Health.down(), "unreachable");
		}
		finally {
			check.cancel(true);
		}
	}

	private Health checkHealth() {
		try {
			Health serverHealth = toHealth(this.rest.getForObject(PATH, Map.class));
			return Status.UP.equals(serverHealth.getStatus()) ? checkOurAccess(serverHealth) : serverHealth;
		}
		catch (RestClientException ex) {
			return buildHealth(Health.down(), "unreachable");
		}
	}

	private Health checkOurAccess(Health serverHealth) {
		return this.probe.findRefusal().map((refusal) -> buildHealth(Health.down(), refusal)).orElse(serverHealth);
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	private static Health toHealth(@Nullable Map<?, ?> vault) {
		if (vault == null || !(vault.get("sealed") instanceof Boolean sealed)) {
			return buildHealth(Health.down(), "unreachable");
		}
		if (Boolean.FALSE.equals(vault.get("initialized"))) {
			return buildHealth(Health.down(), "uninitialized");
		}
		return sealed ? buildHealth(Health.down(), "sealed")
				: buildHealth(Health.up(), Boolean.TRUE.equals(vault.get("standby")) ? "standby" : "active");
	}

	private static Health buildHealth(Health.Builder health, String state) {
		return health.withDetail("state", state).build();
	}

}
