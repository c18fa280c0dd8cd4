package io.connectorservice.connector;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Tells callers which of the table's constraints their configuration meets.
 */
final class Constraints {

	private Constraints() {
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
