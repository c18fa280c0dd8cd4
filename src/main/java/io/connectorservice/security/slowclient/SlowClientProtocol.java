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
 * HTTP/1.1 as the container speaks it, for senders that keep to the time: it closes
 * connections whose headers come in too slowly, and those that go on and on with a body
 * that was refused. The container itself limits only the pause between two bytes. It also
 * sees who goes away while an answer is made.
 */
public final class SlowClientProtocol extends Http11NioProtocol {

	private static final Duration CHECK_EVERY = Duration.ofMillis(250);

	// the container keeps some for later connections and drops the others
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
		ScheduledExecutorService started = Executors
			.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("slow-senders").factory());
		var _ = started.scheduleWithFixedDelay(this::closeLate, CHECK_EVERY.toMillis(), CHECK_EVERY.toMillis(),
				TimeUnit.MILLISECONDS);
		this.checks = started;
	}

	private void closeLate() {
		for (SlowClientProcessor processor : List.copyOf(this.processors)) {
			processor.closeIfLate(this.headTimeout);
			processor.noteIfGone();
		}
	}

	@Override
	public void stop() throws Exception {
		ScheduledExecutorService started = this.checks;
		if (started != null) {
			started.shutdownNow();
		}
		super.stop();
	}

}
