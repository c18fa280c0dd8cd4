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
 * Whether Vault can serve, and serves us, in one word: no version or address is shown.
 * Who probes has little time, so a Vault that takes longer counts as down.
 */
final class VaultHealthIndicator implements HealthIndicator, AutoCloseable {

	// each state answers with 200 and tells itself in the body
	private static final String PATH = "sys/health?standbycode=200&perfstandbyok=true&sealedcode=200&uninitcode=200";

	private static final Duration PATIENCE = Duration.ofMillis(800);

	private final RestOperations rest;

	private final VaultProbe probe;

	private final ExecutorService looks = Executors.newVirtualThreadPerTaskExecutor();

	VaultHealthIndicator(RestOperations rest, VaultProbe probe) {
		this.rest = rest;
		this.probe = probe;
	}

	@Override
	public Health health() {
		Future<Health> look = this.looks.submit(this::checkHealth);
		try {
			return look.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException | ExecutionException _) {
			return buildHealth(Health.down(), "unreachable");
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			return buildHealth(Health.down(), "unreachable");
		}
		finally {
			look.cancel(true);
		}
	}

	private Health checkHealth() {
		try {
			Health ofServer = toHealth(this.rest.getForObject(PATH, Map.class));
			return Status.UP.equals(ofServer.getStatus()) ? checkOurAccess(ofServer) : ofServer;
		}
		catch (RestClientException ex) {
			return buildHealth(Health.down(), "unreachable");
		}
	}

	private Health checkOurAccess(Health ofServer) {
		return this.probe.findRefusal().map((refusal) -> buildHealth(Health.down(), refusal)).orElse(ofServer);
	}

	@Override
	public void close() {
		this.looks.shutdownNow();
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
