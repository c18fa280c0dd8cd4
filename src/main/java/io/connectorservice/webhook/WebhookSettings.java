package io.connectorservice.webhook;

import java.time.Duration;
import java.util.List;

import io.connectorservice.secret.Secret;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;
import org.springframework.validation.annotation.Validated;

/**
 * Where changes are published, and how failed deliveries are retried.
 *
 * @param url WEBHOOK_URL: the URL that messages are sent to; if it is not set, nothing is
 * published
 * @param secret WEBHOOK_SECRET: one secret or several, separated by spaces or commas;
 * messages carry a signature by each
 * @param timeout the total timeout of one delivery attempt
 * @param pauses the pauses after the first, second and further failed attempts; the last
 * one is repeated
 * @param giveUpAfter the age at which an undelivered message is given up
 * @param interval how often the outbox is checked for messages that are due
 * @param batch the maximum number of messages that are claimed and sent at once
 */
@Validated
@ConfigurationProperties("connector.webhooks")
record WebhookSettings(@Nullable String url, @Nullable Secret secret,
		@DurationMin(millis = 100) @DurationMax(seconds = 60) @DefaultValue("15s") Duration timeout, @DefaultValue( {
				"5s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "24h" }) List<Duration> pauses,
		@DurationMin(minutes = 1) @DurationMax(days = 30) @DefaultValue("4d") Duration giveUpAfter,
		@DurationMin(millis = 50) @DurationMax(minutes = 10) @DefaultValue("1s") Duration interval,
		@Min(1) @Max(500) @DefaultValue("20") int batch){

	private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);

	private static final Duration LONGEST_PAUSE = Duration.ofDays(7);

	WebhookSettings {
		url = StringUtils.hasText(url) ? url.strip() : null;
		secret = (secret != null && StringUtils.hasText(secret.reveal())) ? secret : null;
		if (pauses.isEmpty() || pauses.stream().anyMatch(WebhookSettings::isOdd)) {
			throw new IllegalArgumentException("connector.webhooks.pauses must be times from 10ms to 7d");
		}
	}

	private static boolean isOdd(Duration pause) {
		return pause.compareTo(SHORTEST_PAUSE) < 0 || pause.compareTo(LONGEST_PAUSE) > 0;
	}

	/** The pause after the given number of attempts. */
	Duration pauseAfter(int attempts) {
		return this.pauses.get(Math.min(Math.max(attempts, 1), this.pauses.size()) - 1);
	}

	/** How long a sender holds a claimed message; longer than an attempt can take. */
	Duration lease() {
		return this.timeout.plusSeconds(30);
	}

}
