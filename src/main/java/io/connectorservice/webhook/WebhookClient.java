package io.connectorservice.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

import io.connectorservice.outbound.OutboundClient;
import io.connectorservice.outbound.OutboundException;
import io.connectorservice.outbound.OutboundRequest;
import io.connectorservice.outbound.OutboundResponse;
import io.connectorservice.outbound.TrustedAddressClients;
import io.connectorservice.outbound.url.InvalidTargetException;
import io.connectorservice.outbound.url.TargetUrl;
import io.connectorservice.secret.Secret;
import io.connectorservice.settings.InvalidSettingException;
import org.jspecify.annotations.Nullable;

/**
 * Delivers signed messages to the operator's webhook URL.
 */
final class WebhookClient {

	private static final String FORM = "WEBHOOK_URL must be an address such as https://app.example.com/webhooks";

	private final TargetUrl url;

	private final WebhookSigner signer;

	private final OutboundClient outbound;

	private final Duration timeout;

	private final Clock clock;

	WebhookClient(String url, @Nullable Secret secret, Duration timeout, TrustedAddressClients clients, Clock clock) {
		if (secret == null) {
			throw new InvalidSettingException(
					"WEBHOOK_SECRET must be set if WEBHOOK_URL is set, because messages are signed");
		}
		this.url = parseUrl(url);
		this.signer = new WebhookSigner(secret);
		this.outbound = clients.forAddress(this.url);
		this.timeout = timeout;
		this.clock = clock;
	}

	private static TargetUrl parseUrl(String url) {
		try {
			return TargetUrl.of(url);
		}
		catch (InvalidTargetException _) {
			throw new InvalidSettingException(FORM);
		}
	}

	/**
	 * Makes one delivery attempt. The message's id is the same in every attempt, its
	 * timestamp is the attempt's.
	 */
	Verdict deliver(String messageId, String body) {
		long timestamp = this.clock.instant().getEpochSecond();
		OutboundRequest request = OutboundRequest.of("POST", this.url)
			.withHeader("webhook-id", messageId)
			.withHeader("webhook-timestamp", String.valueOf(timestamp))
			.withHeader("webhook-signature", this.signer.sign(messageId, timestamp, body))
			.withBody("application/json", body.getBytes(StandardCharsets.UTF_8))
			.withTotalTimeout(this.timeout);
		try {
			return toVerdict(this.outbound.send(request));
		}
		catch (OutboundException failure) {
			return new Verdict(Outcome.FAILED, failure.reason(), null);
		}
	}

	private Verdict toVerdict(OutboundResponse response) {
		return new Verdict(classifyStatus(response.status()), "status " + response.status(),
				response.findRetryAfter(this.clock).orElse(null));
	}

	private static Outcome classifyStatus(int status) {
		if (status >= 200 && status < 300) {
			return Outcome.DELIVERED;
		}
		return (status == 410) ? Outcome.GONE : Outcome.FAILED;
	}

	/** The possible outcomes of an attempt. */
	enum Outcome {

		DELIVERED, FAILED,
		/** The receiver responded with 410 and wants no further attempts. */
		GONE

	}

	/**
	 * The result of an attempt.
	 *
	 * @param reason a short text for the log
	 * @param asked the pause that the receiver's Retry-After asks for; null if it sent
	 * none
	 */
	record Verdict(Outcome outcome, String reason, @Nullable Duration asked) {
	}

}
