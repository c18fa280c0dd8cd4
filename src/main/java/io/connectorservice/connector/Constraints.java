package io.connectorservice.connector;

import java.util.function.Supplier;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;

import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Translates violations of the connector table's constraints into problems.
 */
final class Constraints {

	private Constraints() {
	}

	/**
	 * Writes connectors.
	 * @param write includes the transaction, as some constraints are checked at its end
	 * @throws ProblemException CONNECTOR_NAME_TAKEN or TENANT_UNKNOWN
	 */
	static <T> T translateViolations(Supplier<T> write) {
		try {
			return write.get();
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
