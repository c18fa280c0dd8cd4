package io.connectorservice.security.slowclient;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1 protocol with total time limits: closes connections whose headers
 * arrive too slowly and those that keep sending a body that was rejected. Tomcat itself
 * limits only the pause between two reads. It also notices clients that disconnect while
 * their response is being prepared.
 */
public final class SlowClientProtocol extends Http11NioProtocol {

	private static final Duration CHECK_EVERY = Duration.ofMillis(250);

	// Tomcat recycles some processors for later connections and drops the others.
	private final Set<SlowClientProcessor> processors = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	private Duration headTimeout = Duration.ofSeconds(10);

	private volatile @Nullable ScheduledExecutorService checks;

	void setHeadTimeout(Duration headTimeout) {
		this.headTimeout = headTimeout;
	}

	@Override
	protected Processor createProcessor() {
		SlowClientProcessor processor = new SlowClientProcessor(this, getAdapter());
		this.processors.add(processor);
		return processor;
	}

	@Override
	public void start() throws Exception {
		super.start();
		ScheduledExecutorService executor = Executors
			.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("slow-senders").factory());
		var _ = executor.scheduleWithFixedDelay(this::closeLate, CHECK_EVERY.toMillis(), CHECK_EVERY.toMillis(),
				TimeUnit.MILLISECONDS);
		this.checks = executor;
	}

	private void closeLate() {
		for (SlowClientProcessor processor : List.copyOf(this.processors)) {
			processor.closeIfLate(this.headTimeout);
			processor.noteIfGone();
		}
	}

	@Override
	public void stop() throws Exception {
		ScheduledExecutorService executor = this.checks;
		if (executor != null) {
			executor.shutdownNow();
		}
		super.stop();
	}

}
