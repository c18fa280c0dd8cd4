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
 * Inserts a tenant's row when its first connector is created, if that is enabled and the
 * tenants table permits it.
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
	 * Runs {@code creation}; if it fails because the tenant is unknown, registers the
	 * tenant and runs it again.
	 * @param creation runs in a transaction of its own
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
		// the operator's own table may require more columns than an id, or forbid inserts
		catch (DataIntegrityViolationException | BadSqlGrammarException | PermissionDeniedDataAccessException refusal) {
			throw ProblemException.of(ProblemCode.TENANT_UNKNOWN,
					"The tenants table has no row for this tenant and does not accept a row with only an id; add the row.")
				.withCause(refusal);
		}
	}

	private int insertTenant(TenantId tenant) {
		return this.sql.sql("insert into tenants (id) values (:id) on conflict do nothing")
			.param("id", tenant.value())
			.update();
	}

}
