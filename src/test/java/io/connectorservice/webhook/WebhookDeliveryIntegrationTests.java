package io.connectorservice.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.zaxxer.hikari.HikariDataSource;
import io.connectorservice.ConcurrentTestClass;
import io.connectorservice.TestAwait;
import io.connectorservice.UpstreamServer;
import io.connectorservice.UpstreamServer.Call;
import io.connectorservice.UpstreamServer.Reply;
import io.connectorservice.database.TenantTransactions;
import io.connectorservice.database.TestDatabase;
import io.connectorservice.outbound.TestClients;
import io.connectorservice.outbound.TrustedAddressClients;
import io.connectorservice.secret.Secret;
import io.connectorservice.settings.InvalidSettingException;
import io.connectorservice.tenant.ConnectorRef;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.webhook.WebhookOutbox.Message;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Delivery through a real outbox to receivers that accept, refuse, fail and time out.
 */
@ConcurrentTestClass
class WebhookDeliveryIntegrationTests {

	private static TestDatabase database;

	private static HikariDataSource pool;

	private final UpstreamServer receiver = UpstreamServer.start();

	private final TrustedAddressClients clients = TestClients.ofOperator();

	private final TenantId tenant = new TenantId(UUID.randomUUID());

	private final UUID connector = UUID.randomUUID();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	@BeforeAll
	static void makeDatabase() {
		database = TestDatabase.createMigrated();
		pool = database.pool(6);
	}

	@AfterAll
	static void closePool() {
		pool.close();
	}

	@BeforeEach
	void emptyOutbox() {
		database.superuser().sql("delete from connector_service.webhook_messages").update();
	}

	@AfterEach
	void stopReceiver() {
		this.clients.close();
		this.receiver.close();
	}

	private WebhookSettings settings(String secret, Duration pause, Duration giveUpAfter, int batch) {
		return settings(secret, Duration.ofSeconds(20), pause, giveUpAfter, batch);
	}

	private WebhookSettings settings(String secret, Duration timeout, Duration pause, Duration giveUpAfter, int batch) {
		return new WebhookSettings(receiverUrl(), Secret.of(secret), timeout, List.of(pause), giveUpAfter,
				Duration.ofSeconds(1), batch);
	}

	private String receiverUrl() {
		return this.receiver.url() + "/hooks?of=bff";
	}

	private WebhookSettings settings(String secret) {
		return settings(secret, Duration.ofMillis(10), Duration.ofDays(1), 20);
	}

	private static WebhookOutbox outbox() {
		return new WebhookOutbox(transactions(), JdbcClient.create(pool));
	}

	private static TenantTransactions transactions() {
		return TestDatabase.transactions(pool);
	}

	private WebhookSender sender(WebhookSettings settings) {
		return new WebhookSender(outbox(), settings, new WebhookMetrics(this.meters), this.clients, Clock.systemUTC());
	}

	private void publish(WebhookSettings settings, UUID connector, WebhookEventType change) {
		Webhooks webhooks = new Webhooks(outbox(), settings, Clock.systemUTC());
		transactions().write(this.tenant, () -> {
			webhooks.publish(ConnectorRef.of(this.tenant, connector), change);
			return true;
		});
	}

	private static long waiting() {
		return database.superuser()
			.sql("select count(*) from connector_service.webhook_messages")
			.query(Long.class)
			.single();
	}

	private static void makeDue() {
		database.superuser().sql("update connector_service.webhook_messages set due_at = now()").update();
	}

	private double attempts(String outcome) {
		return this.meters.get("connector.webhook.attempts").tag("outcome", outcome).counter().count();
	}

	@Test
	void signsWithEachSecretAndSendsOnce() {
		WebhookSettings settings = settings(ReceivedWebhook.SECRET + " , " + ReceivedWebhook.OLD_SECRET);
		publish(settings, this.connector, WebhookEventType.FAILED);
		WebhookSender sender = sender(settings);
		sender.sendDueMessages();
		sender.sendDueMessages();
		assertThat(this.receiver.calls()).singleElement().satisfies((call) -> {
			assertThat(call.method()).isEqualTo("POST");
			assertThat(call.uri()).isEqualTo("/hooks?of=bff");
			assertThat(call.header("Content-Type")).isEqualTo("application/json");
			assertThat(call.header("webhook-id")).matches("msg_[0-9a-f]{32}");
			assertThat(Long.parseLong(String.valueOf(call.header("webhook-timestamp"))))
				.isBetween(Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond());
			ReceivedWebhook webhook = new ReceivedWebhook(call);
			assertThat(webhook.hasSignatureOf(ReceivedWebhook.SECRET)).isTrue();
			assertThat(webhook.hasSignatureOf(ReceivedWebhook.OLD_SECRET)).isTrue();
			assertThat(String.valueOf(call.header("webhook-signature")).split(" ", -1)).hasSize(2);
			assertThat(webhook.type()).isEqualTo("connector.failed");
			assertThat(webhook.connectorId()).isEqualTo(this.connector.toString());
			assertThat(webhook.json().at("/data/tenant_id").asString()).isEqualTo(this.tenant.toString());
		});
		assertThat(waiting()).isZero();
	}

	@Test
	void sendsNothingForRolledBackTransaction() {
		WebhookSettings settings = settings(ReceivedWebhook.SECRET);
		Webhooks webhooks = new Webhooks(outbox(), settings, Clock.systemUTC());
		assertThatThrownBy(() -> transactions().write(this.tenant, () -> {
			webhooks.publish(ConnectorRef.of(this.tenant, this.connector), WebhookEventType.DELETED);
			throw new IllegalStateException("undone");
		})).hasMessage("undone");
		assertThat(waiting()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 500, 429, 400, 404, 302 })
	void retriesUnderTheSameIdUntilAccepted(int status) {
		WebhookSettings settings = settings(ReceivedWebhook.SECRET);
		this.receiver
			.respondWith((call) -> (this.receiver.calls().size() < 3) ? Reply.json(status, "{}") : Reply.json(204, ""));
		publish(settings, this.connector, WebhookEventType.CONNECTED);
		WebhookSender sender = sender(settings);
		for (int i = 0; i < 5; i++) {
			sender.sendDueMessages();
			makeDue();
		}
		assertThat(this.receiver.calls()).hasSize(3);
		assertThat(this.receiver.calls()).extracting((call) -> call.header("webhook-id"))
			.containsOnly(this.receiver.calls().getFirst().header("webhook-id"));
		assertThat(this.receiver.calls())
			.allMatch((call) -> new ReceivedWebhook(call).hasSignatureOf(ReceivedWebhook.SECRET));
		assertThat(attempts("failed")).isEqualTo(2);
		assertThat(attempts("delivered")).isEqualTo(1);
	}

	@Test
	void respectsRetryAfterOfReceiver() {
		WebhookSettings settings = settings(ReceivedWebhook.SECRET);
		this.receiver.respondWith(new Reply(503, Map.of("Retry-After", "600"), new byte[0]));
		publish(settings, this.connector, WebhookEventType.CONNECTED);
		sender(settings).sendDueMessages();
		assertThat(database.superuser()
			.sql("select due_at > now() + interval '9 minutes' from connector_service.webhook_messages")
			.query(Boolean.class)
			.single()).isTrue();
	}

	@Test
	void pausesForFailingReceiverAndKeepsOrder() {
		WebhookSettings settings = settings(ReceivedWebhook.SECRET);
		publish(settings, this.connector, WebhookEventType.FAILED);
		publish(settings, this.connector, WebhookEventType.RECOVERED);
		this.receiver.respondWith(Reply.json(502, "{}"));
		WebhookSender sender = sender(settings);
		sender.sendDueMessages();
		makeDue();
		sender.sendDueMessages();
		assertThat(receivedTypes(this.connector.toString())).containsExactly("connector.failed", "connector.failed");
		this.receiver.respondWith(Reply.json(200, "{}"));
		for (int i = 0; i < 3; i++) {
			makeDue();
			sender.sendDueMessages();
		}
		assertThat(receivedTypes(this.connector.toString())).containsExactly("connector.failed", "connector.failed",
				"connector.failed", "connector.recovered");
	}

	@Test
	void doesNotDelayOtherConnectors() {
		WebhookSettings settings = settings(ReceivedWebhook.SECRET);
		UUID other = UUID.randomUUID();
		publish(settings, this.connector, WebhookEventType.FAILED);
		publish(settings, other, WebhookEventType.FAILED);
		this.receiver
			.respondWith((call) -> Reply.json(call.body().contains(this.connector.toString()) ? 500 : 200, "{}"));
		sender(settings).sendDueMessages();
		assertThat(receivedTypes(other.toString())).hasSize(1);
		assertThat(waiting()).isEqualTo(1);
	}

	@Test
	void sendsLaterMessagesAfterOneKeepsFailing() {
		WebhookSettings settings = settings(ReceivedWebhook.SECRET);
		publish(settings, this.connector, WebhookEventType.FAILED);
		publish(settings, this.connector, WebhookEventType.RECOVERED);
		this.receiver.respondWith((call) -> Reply.json(call.body().contains("connector.failed") ? 400 : 200, "{}"));
		WebhookSender sender = sender(settings);
		for (int i = 0; i < 6; i++) {
			makeDue();
			sender.sendDueMessages();
		}
		assertThat(receivedTypes(this.connector.toString())).contains("connector.recovered");
	}

	@Test
	void dropsMessageAfter410() {
		WebhookSettings settings = settings(ReceivedWebhook.SECRET);
		this.receiver.respondWith(Reply.json(410, "{}"));
		publish(settings, this.connector, WebhookEventType.CONNECTED);
		sender(settings).sendDueMessages();
		assertThat(waiting()).isZero();
		assertThat(this.meters.get("connector.webhook.given.up").counter().count()).isEqualTo(1);
	}

	@Test
	void dropsMessageAfterMaximumAge() {
		WebhookSettings settings = settings(ReceivedWebhook.SECRET, Duration.ofMillis(10), Duration.ofMinutes(1), 20);
		this.receiver.respondWith(Reply.json(500, "{}"));
		publish(settings, this.connector, WebhookEventType.CONNECTED);
		database.superuser()
			.sql("update connector_service.webhook_messages set created_at = now() - interval '2 minutes'")
			.update();
		sender(settings).sendDueMessages();
		assertThat(waiting()).isZero();
		assertThat(this.meters.get("connector.webhook.given.up").counter().count()).isEqualTo(1);
	}

	@Test
	void holdsNoDatabaseConnectionDuringSlowAttempt() throws InterruptedException {
		CountDownLatch arrived = new CountDownLatch(3);
		CountDownLatch goOn = new CountDownLatch(1);
		this.receiver.respondWith((call) -> {
			arrived.countDown();
			TestAwait.awaitLatch(goOn);
			return Reply.json(200, "{}");
		});
		WebhookSettings settings = settings(ReceivedWebhook.SECRET, Duration.ofSeconds(2), Duration.ofMillis(10),
				Duration.ofDays(1), 20);
		for (int i = 0; i < 3; i++) {
			publish(settings, UUID.randomUUID(), WebhookEventType.FAILED);
		}
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			threads.execute(sender(settings)::sendDueMessages);
			assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
			assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
		}
		goOn.countDown();
		// Each attempt took longer than its timeout of two seconds.
		assertThat(waiting()).isEqualTo(3);
		assertThat(attempts("failed")).isEqualTo(3);
	}

	@Test
	void sendsEachMessageOnceFromTwoProcesses() {
		WebhookSettings settings = settings(ReceivedWebhook.SECRET, Duration.ofSeconds(60), Duration.ofDays(1), 5);
		for (int i = 0; i < 60; i++) {
			publish(settings, UUID.randomUUID(), WebhookEventType.FAILED);
		}
		try (TrustedAddressClients others = TestClients.ofOperator();
				ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			WebhookSender other = new WebhookSender(outbox(), settings, new WebhookMetrics(new SimpleMeterRegistry()),
					others, Clock.systemUTC());
			threads.execute(sender(settings)::sendDueMessages);
			threads.execute(other::sendDueMessages);
		}
		assertThat(this.receiver.calls()).hasSize(60);
		assertThat(ids()).hasSize(60);
		assertThat(waiting()).isZero();
	}

	private List<String> receivedTypes(String connector) {
		return this.receiver.calls()
			.stream()
			.map(ReceivedWebhook::new)
			.filter((webhook) -> webhook.connectorId().equals(connector))
			.map(ReceivedWebhook::type)
			.toList();
	}

	private Set<String> ids() {
		return this.receiver.calls()
			.stream()
			.map((call) -> String.valueOf(call.header("webhook-id")))
			.collect(Collectors.toSet());
	}

	@Test
	void resendsMessageLeasedByDeadProcess() {
		WebhookSettings settings = settings(ReceivedWebhook.SECRET);
		publish(settings, this.connector, WebhookEventType.CONNECTED);
		// The process delivered the message and died before it recorded the delivery.
		Message taken = outbox().claimDueMessages(20, Duration.ofMillis(1)).getFirst();
		new WebhookClient(receiverUrl(), Secret.of(ReceivedWebhook.SECRET), Duration.ofSeconds(20), this.clients,
				Clock.systemUTC())
			.deliver(taken.messageId(), taken.body());
		makeDue();
		sender(settings).sendDueMessages();
		assertThat(this.receiver.calls()).hasSize(2);
		assertThat(ids()).hasSize(1);
		assertThat(this.receiver.calls()).extracting(Call::body).containsOnly(taken.body());
		assertThat(waiting()).isZero();
	}

	@Test
	void removesExpiredMessages() {
		WebhookSettings settings = settings(ReceivedWebhook.SECRET);
		publish(settings, this.connector, WebhookEventType.CONNECTED);
		publish(settings, this.connector, WebhookEventType.DELETED);
		database.superuser()
			.sql("update connector_service.webhook_messages set created_at = now() - interval '3 days' where id = (select min(id) from connector_service.webhook_messages)")
			.update();
		sender(settings).clearExpired();
		assertThat(waiting()).isEqualTo(1);
	}

	@Test
	void reportsQueueSizeAndAge() {
		WebhookSettings settings = settings(ReceivedWebhook.SECRET);
		publish(settings, this.connector, WebhookEventType.CONNECTED);
		database.superuser()
			.sql("update connector_service.webhook_messages set created_at = now() - interval '1 hour'")
			.update();
		sender(settings).measureBacklog();
		assertThat(this.meters.get("connector.webhook.waiting").gauge().value()).isEqualTo(1);
		assertThat(this.meters.get("connector.webhook.oldest.age").gauge().value()).isBetween(3599.0, 3700.0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
			"whsec_not*base64*not*base64*not*base64", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw;whsec_x" })
	void rejectsInvalidWebhookSecrets(String secret) {
		assertThatThrownBy(() -> new WebhookSigner(Secret.of(secret))).isInstanceOf(InvalidSettingException.class)
			.hasMessageStartingWith("WEBHOOK_SECRET")
			.hasMessageNotContaining("c2hvcnQ");
	}

	/** Signs the example of the specification. */
	@Test
	void signsLikeTheSpecification() {
		assertThat(new WebhookSigner(Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
			.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"))
			.isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	}

}
