package io.connectorservice.invalidation;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import io.connectorservice.TestAwait;
import io.connectorservice.database.DirectConnections;
import io.connectorservice.database.TestDatabase;
import io.connectorservice.invalidation.ChangeNotification.Kind;
import io.connectorservice.tenant.TenantId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

@Isolated
@ExtendWith(OutputCaptureExtension.class)
class ChangeListenerIntegrationTests {

	private static final Duration UNTOLD = Duration.ofSeconds(5);

	private static final ChangeSettings SETTINGS = new ChangeSettings(true, Duration.ofSeconds(60),
			Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(500));

	private static final TestDatabase DATABASE = TestDatabase.createMigrated();

	private static final HikariDataSource POOL = DATABASE.pool(2);

	private final JdbcClient superuser = DATABASE.superuser();

	private final TenantId tenant = new TenantId(UUID.randomUUID());

	private final UUID connector = UUID.randomUUID();

	private final Heard heard = new Heard();

	private final CacheTtlPolicy cacheTtlPolicy = new CacheTtlPolicy(SETTINGS);

	private final ChangePublisher changePublisher = new ChangePublisher(TestDatabase.transactions(POOL),
			JdbcClient.create(POOL));

	@AfterAll
	static void closePool() {
		POOL.close();
	}

	@BeforeEach
	void makeConnector() {
		this.superuser.sql("insert into tenants (id) values (?)").param(this.tenant.value()).update();
		this.superuser.sql("""
				insert into integration_connectors (id, tenant_id, connector_name, service_name, auth_type, auth_config)
				values (?, ?, 'c', 'suite', 'apikey', '{}')""")
			.param(this.connector)
			.param(this.tenant.value())
			.update();
	}

	private ChangeListener listening = listener(DATABASE.direct(POOL));

	private ChangeListener listener(DirectConnections connections) {
		return new ChangeListener(connections, this.changePublisher, this.cacheTtlPolicy,
				new StaticListableBeanFactory(Map.of("heard", this.heard)).getBeanProvider(ChangeSubscriber.class),
				SETTINGS, new SimpleMeterRegistry());
	}

	@AfterEach
	void stop() {
		this.listening.stop();
	}

	@Test
	void publishesConfigurationChangeMadeBySql() throws Exception {
		listen();
		this.superuser.sql("update integration_connectors set is_active = false where id = ?")
			.param(this.connector)
			.update();
		assertThat(this.heard.next()).isEqualTo(change(Kind.CONFIGURATION));
	}

	@Test
	void publishesChangeWhenTenantIsDeleted() throws Exception {
		listen();
		this.superuser.sql("delete from tenants where id = ?").param(this.tenant.value()).update();
		assertThat(this.heard.next()).isEqualTo(change(Kind.CONFIGURATION));
	}

	@Test
	void publishesNothingForUsageAndRolledBackChanges() throws Exception {
		listen();
		this.superuser
			.sql("update integration_connectors set last_connected_at = now(), last_error = null where id = ?")
			.param(this.connector)
			.update();
		superuser
			.sql("do $$ begin update integration_connectors set metadata = '{}'; perform 1/0;"
					+ " exception when division_by_zero then null; end $$")
			.update();
		this.changePublisher.publish(change(Kind.CREDENTIALS));
		assertThat(this.heard.next()).isEqualTo(change(Kind.CREDENTIALS));
	}

	@Test
	void publishesTokenChangesButNotLeases() throws Exception {
		this.superuser.sql("insert into connector_service.oauth_connections (connector_id, tenant_id) values (?, ?)")
			.param(this.connector)
			.param(this.tenant.value())
			.update();
		listen();
		tokens("set refreshing_until = now()");
		tokens("set status = 'connected', token_version = 1");
		assertThat(this.heard.next()).isEqualTo(change(Kind.TOKENS));
		tokens("set status = 'connected', token_version = 1");
		this.superuser.sql("delete from connector_service.oauth_connections where connector_id = ?")
			.param(this.connector)
			.update();
		assertThat(this.heard.next()).isEqualTo(change(Kind.DISCONNECTED));
	}

	private void tokens(String change) {
		this.superuser.sql("update connector_service.oauth_connections " + change + " where connector_id = ?")
			.param(this.connector)
			.update();
	}

	@Test
	void invalidatesEverythingAfterReconnect() throws Exception {
		listen();
		assertThat(this.cacheTtlPolicy.computeTtl(UNTOLD)).isEqualTo(SETTINGS.cacheTime());
		superuser
			.sql("select pg_terminate_backend(pid) from pg_stat_activity"
					+ " where application_name = 'connector-service changes' and datname = current_database()")
			.query()
			.listOfRows();
		assertThat(this.heard.missed.poll(60, TimeUnit.SECONDS)).isNotNull();
		awaitTtl(SETTINGS.cacheTime());
	}

	@Test
	void distrustsConnectionWithoutNotifications(CapturedOutput output) throws Exception {
		// A pooler behaves like this: it accepts LISTEN, and notifications never arrive.
		this.listening = listener(TestDatabase.createMigrated().directListeningFor(POOL));
		this.listening.start();
		TestAwait.await().untilAsserted(() -> assertThat(output).contains("because of a pooler"));
		assertThat(output).containsOnlyOnce("because of a pooler");
		assertThat(this.heard.missed).isEmpty();
		assertThat(this.cacheTtlPolicy.computeTtl(UNTOLD)).isEqualTo(UNTOLD);
	}

	private void listen() throws InterruptedException {
		this.listening.start();
		assertThat(this.heard.missed.poll(60, TimeUnit.SECONDS)).isNotNull();
		awaitTtl(SETTINGS.cacheTime());
	}

	private void awaitTtl(Duration wanted) {
		TestAwait.await().untilAsserted(() -> assertThat(this.cacheTtlPolicy.computeTtl(UNTOLD)).isEqualTo(wanted));
	}

	private ChangeNotification change(Kind kind) {
		return new ChangeNotification(kind, this.tenant, this.connector);
	}

	/**
	 * Records the notifications that arrive.
	 */
	private static final class Heard implements ChangeSubscriber {

		private final BlockingQueue<ChangeNotification> changes = new LinkedBlockingQueue<>();

		private final BlockingQueue<String> missed = new LinkedBlockingQueue<>();

		ChangeNotification next() throws InterruptedException {
			return this.changes.poll(60, TimeUnit.SECONDS);
		}

		@Override
		public void onChange(ChangeNotification changeNotification) {
			this.changes.add(changeNotification);
		}

		@Override
		public void onMissedChanges() {
			this.missed.add("all");
		}

	}

}
