package io.connectorservice.connector;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.connectorservice.database.TenantTransactions;
import io.connectorservice.event.ConnectorEvent;
import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
import io.connectorservice.oauth.ConnectionStatusService;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.InvalidSecretPathException;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.ConnectorRef;
import io.connectorservice.tenant.TenantId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Removes the secrets of deleted connectors from the store. The database records them
 * when a connector's row is deleted; a secret that another connector of the tenant refers
 * to stays until that one is deleted too. A secret that cannot be removed does not block
 * the others: it is retried with growing pauses until it is gone, even if the mount or
 * the prefix was changed.
 */
@Component
class SecretCleanup {

	private static final Logger log = LoggerFactory.getLogger(SecretCleanup.class);

	private static final Pattern OWN_TOKENS = Pattern
		.compile("/connectors/[0-9a-f-]{36}/" + ConnectionStatusService.TOKENS + "$");

	private static final Pattern OWNER = Pattern.compile("/connectors/([0-9a-f-]{36})[/#]");

	// after that many failures in a row the store itself is assumed to be down
	private static final int REFUSALS_IN_A_ROW = 3;

	private static final String UNREFERENCED = """
			select id, path from connector_service.secret_removals noted
			 where tenant_id = :tenant and next_attempt_at <= now()
			   and not exists (select 1 from integration_connectors other
			                    where other.tenant_id = noted.tenant_id
			                      and position(noted.path in other.auth_config::text) > 0)
			 order by attempts, id limit 200""";

	private final TenantTransactions transactions;

	private final JdbcClient sql;

	private final Secrets secrets;

	private final ConnectorEvents events;

	private final Counter failures;

	private volatile long pending;

	SecretCleanup(TenantTransactions transactions, JdbcClient sql, Secrets secrets, ConnectorEvents events,
			MeterRegistry registry) {
		this.transactions = transactions;
		this.sql = sql;
		this.secrets = secrets;
		this.events = events;
		this.failures = Counter.builder("connector.secret.removals.failed")
			.description("Attempts to remove a deleted connector's secret that failed")
			.register(registry);
		Gauge.builder("connector.secret.removals.pending", () -> this.pending)
			.description("Secrets of deleted connectors that could not be removed yet")
			.register(registry);
	}

	/** Removes the secrets that can be removed now; the others remain recorded. */
	void removePending(TenantId tenant) {
		try {
			int refusals = 0;
			for (Removal removal : this.transactions.read(tenant, () -> findPending(tenant))) {
				refusals = tryToRemove(tenant, removal) ? 0 : refusals + 1;
				if (refusals == REFUSALS_IN_A_ROW) {
					return;
				}
			}
		}
		catch (ProblemException unavailable) {
			log.warn("Secrets of deleted connectors could not be removed yet: {}", unavailable.code().code());
		}
	}

	private List<Removal> findPending(TenantId tenant) {
		return this.sql.sql(UNREFERENCED)
			.param("tenant", tenant.value())
			.query((row, _) -> new Removal(row.getLong("id"), row.getString("path")))
			.list();
	}

	/** Tries to remove a secret; returns whether the store responded. */
	private boolean tryToRemove(TenantId tenant, Removal removal) {
		try {
			removeSecret(this.secrets.parsePath(tenant, removal.path()));
			this.transactions.write(tenant, () -> deleteRemoval(removal));
			return true;
		}
		catch (InvalidSecretPathException _) {
			postpone(tenant, removal, ProblemCode.SECRET_UNUSABLE, "it is not below the tenant's prefix");
			return true;
		}
		catch (ProblemException failure) {
			postpone(tenant, removal, failure.code(), failure.code().code());
			return failure.code() != ProblemCode.SECRET_STORE_UNAVAILABLE;
		}
	}

	private void postpone(TenantId tenant, Removal removal, ProblemCode code, String reason) {
		boolean storeIsDown = code == ProblemCode.SECRET_STORE_UNAVAILABLE;
		this.failures.increment();
		log.warn("The secret {} of a deleted connector of tenant {} cannot be removed yet: {}", removal.path(), tenant,
				reason);
		this.transactions.write(tenant, () -> {
			findOwner(removal).filter((_) -> !storeIsDown)
				.ifPresent((connector) -> this.events.record(ConnectorEvent.failure(ConnectorRef.of(tenant, connector),
						EventKind.SECRET_REMOVAL_FAILED, code, null)));
			return postpone(removal, code);
		});
	}

	// if the store is down, the secret is only queued behind the others; otherwise its
	// pause grows up to a day
	private int postpone(Removal removal, ProblemCode code) {
		return this.sql.sql("""
				update connector_service.secret_removals
				   set attempts = attempts + 1, last_code = :code,
				       next_attempt_at = now() + least(interval '1 minute' * power(2, least(attempts, 12)),
				                                       make_interval(hours => :most))
				 where id = :id""")
			.param("code", code.code())
			.param("most", (code == ProblemCode.SECRET_STORE_UNAVAILABLE) ? 0 : 24)
			.param("id", removal.id())
			.update();
	}

	private static Optional<UUID> findOwner(Removal removal) {
		Matcher own = OWNER.matcher(removal.path());
		return own.find() ? TenantId.parse(own.group(1)).map(TenantId::value) : Optional.empty();
	}

	// only this service writes to the token document, also under field names that come
	// from the provider
	private void removeSecret(SecretPath path) {
		if (OWN_TOKENS.matcher(path.text()).find()) {
			this.secrets.removeDocument(path);
		}
		else {
			this.secrets.remove(path);
		}
	}

	private int deleteRemoval(Removal removal) {
		return this.sql.sql("delete from connector_service.secret_removals where id = :id")
			.param("id", removal.id())
			.update();
	}

	@Scheduled(initialDelayString = "${connector.connectors.removal-interval:60s}",
			fixedDelayString = "${connector.connectors.removal-interval:60s}")
	void removeLeftovers() {
		try {
			this.transactions.readAsWorker(this::findTenantsWithLeftovers).forEach(this::removePending);
			this.pending = this.transactions.readAsWorker(this::countTried);
		}
		catch (ProblemException unavailable) {
			log.debug("Pending removals of secrets could not be read: {}", unavailable.code().code());
		}
	}

	private List<TenantId> findTenantsWithLeftovers() {
		return this.sql.sql("""
				select distinct tenant_id from connector_service.secret_removals
				 where next_attempt_at <= now() limit 1000""")
			.query((row, _) -> new TenantId(row.getObject("tenant_id", UUID.class)))
			.list();
	}

	private long countTried() {
		return this.sql.sql("select count(*) from connector_service.secret_removals where attempts > 0")
			.query(Long.class)
			.single();
	}

	private record Removal(long id, String path) {
	}

}
