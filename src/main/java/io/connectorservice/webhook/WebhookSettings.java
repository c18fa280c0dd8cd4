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
 * Where changes are told, and how persistently.
 *
 * @param url WEBHOOK_URL; none tells nobody
 * @param secret WEBHOOK_SECRET: one or several, separated by spaces or commas; each signs
 * @param timeout how long one attempt may take
 * @param pauses before each further attempt; the last one holds for all that follow
 * @param giveUpAfter how long a message is tried
 * @param interval how often it is looked for messages that are due
 * @param batch how many are taken at once
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

	/** The pause after that many attempts. */
	Duration pauseAfter(int attempts) {
		return this.pauses.get(Math.min(Math.max(attempts, 1), this.pauses.size()) - 1);
	}

	/** For so long nobody else tries what one tries: longer than an attempt takes. */
	Duration lease() {
		return this.timeout.plusSeconds(30);
	}

}
