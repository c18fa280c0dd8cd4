package io.connectorservice.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;

/**
 * Begins every transaction as the database identity that the work is done for, so that
 * row-level security decides what it sees.
 */
final class TenantTransactionManager extends JdbcTransactionManager {

	private static final long serialVersionUID = 1L;

	// transaction-local, so nothing is left on a pooled connection; auth.uid() reads the
	// one variable or the other, and prefers the older one where it reads both
	private static final String BECOME = """
			select set_config('role', ?, true),
			       set_config('request.jwt.claims', ?, true),
			       set_config('request.jwt.claim.sub', ?, true)""";

	TenantTransactionManager(DataSource dataSource) {
		super(dataSource);
	}

	@Override
	protected void prepareTransactionalConnection(Connection connection, TransactionDefinition definition)
			throws SQLException {
		TransactionIdentity identity = TransactionIdentity.requireCurrent();
		identity.deadline().startTimer(connection);
		try {
			super.prepareTransactionalConnection(connection, definition);
			applyIdentity(connection, identity);
		}
		catch (SQLException | RuntimeException failure) {
			identity.deadline().cancelTimer();
			throw failure;
		}
	}

	private static void applyIdentity(Connection connection, TransactionIdentity identity) throws SQLException {
		try (PreparedStatement become = connection.prepareStatement(BECOME)) {
			become.setString(1, identity.role());
			become.setString(2, identity.claims());
			become.setString(3, identity.subject());
			become.execute();
		}
	}

	@Override
	protected void doCleanupAfterCompletion(Object transaction) {
		TransactionIdentity.requireCurrent().deadline().cancelTimer();
		super.doCleanupAfterCompletion(transaction);
	}

}
