package io.connectorservice.connector;

import java.util.function.Supplier;

import io.connectorservice.database.TenantTransactions;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes a tenant's row at its first configuration, where that is wanted and the tenants
 * table permits it.
 */
@Component
final class TenantRegistration {

	private final TenantTransactions transactions;

	private final JdbcClient sql;

	private final ConnectorSettings settings;

	TenantRegistration(TenantTransactions transactions, JdbcClient sql, ConnectorSettings settings) {
		this.transactions = transactions;
		this.sql = sql;
		this.settings = settings;
	}

	/**
	 * Creates something of a tenant's, registering the tenant where only that was
	 * missing.
	 * @param creation a transaction of its own
	 */
	<T> T registerIfMissing(TenantId tenant, Supplier<T> creation) {
		try {
			return creation.get();
		}
		catch (ProblemException problem) {
			if (problem.code() != ProblemCode.TENANT_UNKNOWN || !this.settings.autoRegisterTenants()) {
				throw problem;
			}
		}
		registerTenant(tenant);
		return creation.get();
	}

	private void registerTenant(TenantId tenant) {
		try {
			this.transactions.write(tenant, () -> insertTenant(tenant));
		}
		// the user's own table may want more than an id, or let nobody add to it
		catch (DataIntegrityViolationException | BadSqlGrammarException | PermissionDeniedDataAccessException refusal) {
			throw ProblemException.of(ProblemCode.TENANT_UNKNOWN,
					"The tenants table has no row for this tenant, and does not let one be made with an id alone; add it.")
				.withCause(refusal);
		}
	}

	private int insertTenant(TenantId tenant) {
		return this.sql.sql("insert into tenants (id) values (:id) on conflict do nothing")
			.param("id", tenant.value())
			.update();
	}

}
