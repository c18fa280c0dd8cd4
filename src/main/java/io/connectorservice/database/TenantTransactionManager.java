package io.connectorservice.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;

/**
 * Starts every transaction with the database identity that the work is done for, so that
 * row-level security decides which rows it sees.
 */
final class TenantTransactionManager extends JdbcTransactionManager {

	private static final long serialVersionUID = 1L;

	// The settings are transaction-local, so nothing stays on a pooled connection.
	// auth.uid() reads one of the two variables, depending on its version, and prefers
	// the older one if it reads both.
	private static final String SET_IDENTITY = """
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
		try (PreparedStatement statement = connection.prepareStatement(SET_IDENTITY)) {
			statement.setString(1, identity.role());
			statement.setString(2, identity.claims());
			statement.setString(3, identity.subject());
			statement.execute();
		}
	}

	@Override
	protected void doCleanupAfterCompletion(Object transaction) {
		TransactionIdentity.requireCurrent().deadline().cancelTimer();
		super.doCleanupAfterCompletion(transaction);
	}

}
