package io.connectorservice.connector;

import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import io.connectorservice.oauth.OAuthConnections;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.InvalidSecretPath;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.tenant.TenantTransactions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Removes the secrets of deleted connectors from the store. The database notes them when
 * the row goes; a secret that another connector of the tenant names is left until that
 * one goes too.
 */
@Component
class SecretRemovals {

	private static final Logger log = LoggerFactory.getLogger(SecretRemovals.class);

	private static final Pattern OWN_TOKENS = Pattern
		.compile("/connectors/[0-9a-f-]{36}/" + OAuthConnections.TOKENS + "$");

	private static final String UNREFERENCED = """
			select id, path from connector_service.secret_removals noted
			 where tenant_id = :tenant
			   and not exists (select 1 from integration_connectors other
			                    where other.tenant_id = noted.tenant_id
			                      and position(noted.path in other.auth_config::text) > 0)
			 order by id limit 200""";

	private final TenantTransactions transactions;

	private final JdbcClient sql;

	private final Secrets secrets;

	SecretRemovals(TenantTransactions transactions, JdbcClient sql, Secrets secrets) {
		this.transactions = transactions;
		this.sql = sql;
		this.secrets = secrets;
	}

	/** Removes what can be removed now; the rest stays noted. */
	void workOff(TenantId tenant) {
		try {
			this.transactions.read(tenant, () -> noted(tenant)).forEach((removal) -> workOff(tenant, removal));
		}
		catch (ProblemException unavailable) {
			log.warn("Secrets of deleted connectors stay for now: {}", unavailable.code().code());
		}
	}

	private List<Removal> noted(TenantId tenant) {
		return this.sql.sql(UNREFERENCED)
			.param("tenant", tenant.value())
			.query((row, _) -> new Removal(row.getLong("id"), row.getString("path")))
			.list();
	}

	private void workOff(TenantId tenant, Removal removal) {
		try {
			remove(this.secrets.path(tenant, removal.path()));
		}
		catch (InvalidSecretPath _) {
			log.warn("A secret path noted for removal is not the tenant's; it is dropped");
		}
		this.transactions.write(tenant, () -> forget(removal));
	}

	// the service alone writes tokens there, under names that come from the provider too
	private void remove(SecretPath path) {
		if (OWN_TOKENS.matcher(path.text()).find()) {
			this.secrets.removeDocument(path);
		}
		else {
			this.secrets.remove(path);
		}
	}

	private int forget(Removal removal) {
		return this.sql.sql("delete from connector_service.secret_removals where id = :id")
			.param("id", removal.id())
			.update();
	}

	@Scheduled(initialDelayString = "${connector.connectors.removal-interval:60s}",
			fixedDelayString = "${connector.connectors.removal-interval:60s}")
	void workOffLeftovers() {
		try {
			this.transactions.readAsWorker(this::tenantsWithLeftovers).forEach(this::workOff);
		}
		catch (ProblemException unavailable) {
			log.debug("Leftover secrets are not looked for: {}", unavailable.code().code());
		}
	}

	private List<TenantId> tenantsWithLeftovers() {
		return this.sql.sql("select distinct tenant_id from connector_service.secret_removals limit 1000")
			.query((row, _) -> new TenantId(row.getObject("tenant_id", UUID.class)))
			.list();
	}

	private record Removal(long id, String path) {
	}

}
