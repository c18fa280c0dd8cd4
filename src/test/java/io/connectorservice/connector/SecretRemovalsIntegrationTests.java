package io.connectorservice.connector;

import java.util.List;

import io.connectorservice.ConnectorServiceTest;
import io.connectorservice.ServiceClient;
import io.connectorservice.connector.web.TestConfigurations;
import io.connectorservice.secret.SecretStoreProbe;
import io.connectorservice.tenant.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of deleted connectors' secrets where some cannot be removed.
 */
@ConnectorServiceTest
class SecretRemovalsIntegrationTests {

	private final ServiceClient tenant;

	private final SecretStoreProbe store;

	private final SecretCleanup removals;

	private final MeterRegistry meters;

	private final JdbcClient owner;

	SecretRemovalsIntegrationTests(@Autowired ServiceClient client, @Autowired SecretStoreProbe store,
			@Autowired SecretCleanup removals, @Autowired MeterRegistry meters,
			@Autowired FlywayConnectionDetails owner) {
		this.tenant = client.asNewTenant();
		this.store = store;
		this.removals = removals;
		this.meters = meters;
		this.owner = JdbcClient.create(new DriverManagerDataSource(String.valueOf(owner.getJdbcUrl()),
				String.valueOf(owner.getUsername()), String.valueOf(owner.getPassword())));
	}

	private String create(String name) {
		return this.tenant.create(TestConfigurations.apikey().withName(name).withApiKey("test-key").json());
	}

	private boolean isStored(String connector) {
		String id = this.tenant.tenantId();
		return this.store.read(id, "kv/data/tenant_" + id + "/connectors/" + connector + "#api_key").isPresent();
	}

	private void delete(String connector) {
		assertThat(this.tenant.delete(ServiceClient.CONFIGURATIONS + "/" + connector).status()).isEqualTo(204);
	}

	private List<@Nullable String> findPostponed() {
		return this.owner.sql("""
				select path || ' ' || attempts || ' ' || last_code from connector_service.secret_removals
				 where tenant_id = cast(? as uuid) and next_attempt_at > now()""")
			.param(this.tenant.tenantId())
			.query(String.class)
			.list();
	}

	private void makeDue() {
		this.owner.sql(
				"update connector_service.secret_removals set next_attempt_at = now() where tenant_id = cast(? as uuid)")
			.param(this.tenant.tenantId())
			.update();
		this.removals.removePending(TenantId.parse(this.tenant.tenantId()).orElseThrow());
	}

	@Test
	void continuesAfterFailedRemoval() {
		String bad = create("bad");
		String good = create("good");
		double failed = this.meters.counter("connector.secret.removals.failed").count();
		this.store.damage(bad);
		delete(bad);
		delete(good);
		assertThat(isStored(good)).isFalse();
		assertThat(findPostponed()).singleElement().asString().contains(bad).endsWith(" 1 secret_unusable");
		assertThat(this.meters.counter("connector.secret.removals.failed").count()).isGreaterThan(failed);
		assertThat(this.owner.sql("""
				select kind || ' ' || code from connector_service.connector_events
				 where connector_id = cast(? as uuid) order by id desc limit 1""")
			.param(bad)
			.query(String.class)
			.single()).isEqualTo("secret_removal_failed secret_unusable");
		makeDue();
		assertThat(findPostponed()).singleElement().asString().endsWith(" 2 secret_unusable");
		this.store.repair(bad);
		makeDue();
		assertThat(findPostponed()).isEmpty();
		assertThat(isStored(bad)).isFalse();
	}

	@Test
	void keepsSecretsOutsideThePrefix() {
		this.owner
			.sql("""
					insert into connector_service.secret_removals (tenant_id, path)
					values (cast(? as uuid), 'older/data/tenant/connectors/00000000-0000-4000-8000-000000000001#api_key')""")
			.param(this.tenant.tenantId())
			.update();
		makeDue();
		assertThat(findPostponed()).singleElement().asString().startsWith("older/").endsWith(" 1 secret_unusable");
	}

}
