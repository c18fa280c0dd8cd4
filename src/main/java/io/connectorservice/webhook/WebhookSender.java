package io.connectorservice.webhook;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

import io.connectorservice.outbound.TrustedAddressClients;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.webhook.WebhookClient.Verdict;
import io.connectorservice.webhook.WebhookOutbox.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Delivers the outbox's messages and retries until the receiver accepts them. If a
 * process dies between a delivery and its record, the message is delivered once more,
 * under the same id.
 */
@Component
class WebhookSender {

	private static final Logger log = LoggerFactory.getLogger(WebhookSender.class);

	private static final int EXPIRED_BATCH = 1000;

	// keeps a message beyond its last attempt, so that a sender that is still trying can
	// record the result
	private static final Duration GRACE = Duration.ofDays(1);

	private final WebhookOutbox webhookOutbox;

	private final WebhookSettings settings;

	private final WebhookMetrics meters;

	private final Clock clock;

	private final @Nullable WebhookClient target;

	WebhookSender(WebhookOutbox webhookOutbox, WebhookSettings settings, WebhookMetrics meters,
			TrustedAddressClients clients, Clock clock) {
		this.webhookOutbox = webhookOutbox;
		this.settings = settings;
		this.meters = meters;
		this.clock = clock;
		this.target = (settings.url() == null) ? null
				: new WebhookClient(settings.url(), settings.secret(), settings.timeout(), clients, clock);
	}

	@Scheduled(fixedDelayString = "${connector.webhooks.interval:1s}")
	void sendDueMessages() {
		if (this.target != null) {
			runLoggingFailure(() -> sendAllDue(this.target));
		}
	}

	private void sendAllDue(WebhookClient receiver) {
		List<Message> claimed;
		do {
			claimed = this.webhookOutbox.claimDueMessages(this.settings.batch(), this.settings.lease());
			attemptDelivery(receiver, claimed);
		}
		while (claimed.size() == this.settings.batch());
	}

	// messages are sent concurrently, so that a slow receiver does not outlast the lease
	private void attemptDelivery(WebhookClient receiver, List<Message> messages) {
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			messages.forEach(
					(message) -> threads.execute(() -> runLoggingFailure(() -> attemptDelivery(receiver, message))));
		}
	}

	private void attemptDelivery(WebhookClient receiver, Message message) {
		Verdict verdict = receiver.deliver(message.messageId(), message.body());
		switch (verdict.outcome()) {
			case DELIVERED -> {
				this.webhookOutbox.remove(message);
				this.meters.recordDelivery();
			}
			case GONE -> giveUp(message, verdict);
			case FAILED -> handleFailure(message, verdict);
		}
	}

	private void handleFailure(Message message, Verdict verdict) {
		this.meters.recordFailure();
		Duration age = Duration.between(message.createdAt(), this.clock.instant());
		Duration pause = computePause(message, verdict);
		if (age.plus(pause).compareTo(this.settings.giveUpAfter()) > 0) {
			giveUp(message, verdict);
			return;
		}
		this.webhookOutbox.postpone(message, pause);
		log.info("Webhook message {} of connector {} was not delivered ({}) in attempt {}; the next is in {}",
				message.messageId(), message.connector(), verdict.reason(), message.attempts(), pause);
	}

	private Duration computePause(Message message, Verdict verdict) {
		Duration pause = this.settings.pauseAfter(message.attempts());
		// jitter, so that messages that failed together are not retried together
		Duration jittered = pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 10 + 1));
		return (verdict.asked() != null && verdict.asked().compareTo(jittered) > 0) ? verdict.asked() : jittered;
	}

	private void giveUp(Message message, Verdict verdict) {
		this.webhookOutbox.remove(message);
		this.meters.recordGivenUp();
		log.warn("Webhook message {} of connector {} is given up after {} attempts: {}", message.messageId(),
				message.connector(), message.attempts(), verdict.reason());
	}

	@Scheduled(initialDelay = 5000, fixedDelay = 10_000)
	void measureBacklog() {
		if (this.target != null) {
			runLoggingFailure(() -> this.meters.recordBacklog(this.webhookOutbox.countBacklog()));
		}
	}

	@Scheduled(initialDelay = 60_000, fixedDelay = 600_000)
	void clearExpired() {
		runLoggingFailure(() -> {
			while (this.webhookOutbox.removeExpired(this.settings.giveUpAfter().plus(GRACE),
					EXPIRED_BATCH) == EXPIRED_BATCH) {
				log.debug("Cleared a batch of expired webhook messages");
			}
		});
	}

	// a message whose result could not be recorded is sent again when its lease is over
	private static void runLoggingFailure(Runnable work) {
		try {
			work.run();
		}
		catch (ProblemException unavailable) {
			log.debug("Webhook messages could not be processed and will be retried: {}", unavailable.code().code());
		}
	}

}
