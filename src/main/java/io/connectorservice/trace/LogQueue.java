package io.connectorservice.trace;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Puts a queue between requests and the log output after startup, so that no request
 * waits for a full disk or a blocked pipe. When the queue is nearly full, only warnings
 * and errors are accepted; when it is full, everything is dropped.
 */
@Component
final class LogQueue {

	private final MeterRegistry registry;

	private final LogSettings settings;

	LogQueue(MeterRegistry registry, LogSettings settings) {
		this.registry = registry;
		this.settings = settings;
	}

	// During startup, lines are written immediately, because the process may end before a
	// queue is written.
	@EventListener(ApplicationReadyEvent.class)
	void queueAppenders() {
		if (this.settings.queue() > 0 && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
			Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
			findDirectAppenders(root).forEach((appender) -> putBehindQueue(root, appender));
		}
	}

	private static List<Appender<ILoggingEvent>> findDirectAppenders(Logger root) {
		List<Appender<ILoggingEvent>> direct = new ArrayList<>();
		for (Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders(); all.hasNext();) {
			Appender<ILoggingEvent> appender = all.next();
			if (!(appender instanceof AsyncAppender)) {
				direct.add(appender);
			}
		}
		return direct;
	}

	private void putBehindQueue(Logger root, Appender<ILoggingEvent> appender) {
		AsyncAppender queue = new AsyncAppender();
		queue.setContext(root.getLoggerContext());
		queue.setName("queue of " + appender.getName());
		queue.setQueueSize(this.settings.queue());
		queue.setNeverBlock(true);
		queue.addAppender(appender);
		queue.start();
		root.addAppender(queue);
		root.detachAppender(appender);
		Gauge.builder("connector.log.queue", queue, AsyncAppender::getNumberOfElementsInQueue)
			.description("Log lines that are not written yet")
			.register(this.registry);
	}

}
