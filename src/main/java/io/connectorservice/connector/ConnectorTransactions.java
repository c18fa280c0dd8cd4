package io.connectorservice.connector;

import java.util.function.Supplier;

import io.connectorservice.database.TenantTransactions;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;

import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/**
 * Writes connectors in transactions and translates violated constraints into problems.
 */
@Component
final class ConnectorTransactions {

	private final TenantTransactions transactions;

	ConnectorTransactions(TenantTransactions transactions) {
		this.transactions = transactions;
	}

	/**
	 * Writes connectors of a tenant.
	 * @param large whether an API description is written too, which takes longer
	 * @throws ProblemException CONNECTOR_NAME_TAKEN or TENANT_UNKNOWN
	 */
	<T> T write(TenantId tenant, boolean large, Supplier<T> work) {
		// some constraints are checked only when the transaction ends
		try {
			return large ? this.transactions.writeAtLength(tenant, work) : this.transactions.write(tenant, work);
		}
		catch (DataIntegrityViolationException violation) {
			throw toProblem(violation);
		}
	}

	static ProblemException toProblem(DataIntegrityViolationException violation) {
		return switch (readConstraintName(violation)) {
			case "uq_tenant_connector_name" -> ProblemException.of(ProblemCode.CONNECTOR_NAME_TAKEN,
					"The tenant has a connector of this connector_name already; choose another.");
			case "fk_tenant" -> ProblemException.of(ProblemCode.TENANT_UNKNOWN,
					"The tenants table has no row for this tenant; add it, or set TENANT_AUTO_REGISTER.");
			default -> throw violation;
		};
	}

	private static String readConstraintName(DataIntegrityViolationException violation) {
		if (NestedExceptionUtils.getMostSpecificCause(violation) instanceof PSQLException failure) {
			ServerErrorMessage message = failure.getServerErrorMessage();
			return (message == null || message.getConstraint() == null) ? "" : message.getConstraint();
		}
		return "";
	}

}
