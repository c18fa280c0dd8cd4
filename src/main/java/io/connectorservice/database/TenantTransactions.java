package io.connectorservice.database;

import java.time.Duration;
import java.util.function.Supplier;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.trace.Spans;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The only access to the database: runs work in a transaction that sees the rows of one
 * tenant only. The work must not call external services, because it holds a connection.
 */
public final class TenantTransactions {

	private final Duration timeout;

	private final Duration longTimeout;

	private final DatabaseState state;

	private final Runnable onReadOnly;

	private final TransactionTemplate writing;

	private final TransactionTemplate reading;

	/**
	 * Creates transactions that fail at once while the database is known to be down.
	 * @param timeout timeout of a transaction
	 * @param longTimeout timeout of a transaction that moves megabytes
	 * @param onReadOnly runs when a change was attempted on a read-only database
	 */
	TenantTransactions(PlatformTransactionManager transactionManager, Duration timeout, Duration longTimeout,
			DatabaseState state, Runnable onReadOnly) {
		this.timeout = timeout;
		this.longTimeout = longTimeout;
		this.state = state;
		this.onReadOnly = onReadOnly;
		this.writing = new TransactionTemplate(transactionManager);
		this.reading = new TransactionTemplate(transactionManager);
		this.reading.setReadOnly(true);
	}

	/**
	 * Whether this thread is within a transaction, which further work would join with the
	 * same database role.
	 */
	public boolean isRunning() {
		return TransactionIdentity.isBound();
	}

	/**
	 * Reads as the tenant.
	 * @throws ProblemException DATABASE_UNAVAILABLE if the database is not available
	 */
	public <T extends @Nullable Object> T read(TenantId tenant, Supplier<T> work) {
		return runInTransaction(TransactionIdentity.forTenant(tenant, this.timeout), this.reading, work);
	}

	/**
	 * Reads megabytes as the tenant, with the longer timeout.
	 * @throws ProblemException DATABASE_UNAVAILABLE if the database is not available
	 */
	public <T extends @Nullable Object> T readAtLength(TenantId tenant, Supplier<T> work) {
		return runInTransaction(TransactionIdentity.forTenant(tenant, this.longTimeout), this.reading, work);
	}

	/**
	 * Writes as the tenant; an exception rolls everything back.
	 * @throws ProblemException DATABASE_UNAVAILABLE if the database is down or read-only
	 */
	public <T extends @Nullable Object> T write(TenantId tenant, Supplier<T> work) {
		return runInTransaction(TransactionIdentity.forTenant(tenant, this.timeout), this.writing, work);
	}

	/**
	 * Writes megabytes as the tenant, with the longer timeout.
	 * @throws ProblemException as {@link #write}
	 */
	public <T extends @Nullable Object> T writeAtLength(TenantId tenant, Supplier<T> work) {
		return runInTransaction(TransactionIdentity.forTenant(tenant, this.longTimeout), this.writing, work);
	}

	/** Writes to the service's own queues, which belong to no single tenant. */
	public <T extends @Nullable Object> T writeAsWorker(Supplier<T> work) {
		return runInTransaction(TransactionIdentity.forWorker(this.timeout), this.writing, work);
	}

	/** Reads the service's own queues, which belong to no single tenant. */
	public <T extends @Nullable Object> T readAsWorker(Supplier<T> work) {
		return runInTransaction(TransactionIdentity.forWorker(this.timeout), this.reading, work);
	}

	// TransactionTemplate returns null only if the work does.
	@SuppressWarnings("NullAway")
	private <T extends @Nullable Object> T runInTransaction(TransactionIdentity identity, TransactionTemplate template,
			Supplier<T> work) {
		if (this.state.isKnownDown()) {
			throw unavailableProblem(null);
		}
		try (Spans.Step _ = Spans.startStep("database")) {
			return TransactionIdentity.bindIdentity(identity).call(() -> template.execute((status) -> work.get()));
		}
		catch (TransactionException | DataAccessResourceFailureException | TransientDataAccessException failure) {
			throw unavailableProblem(failure);
		}
		catch (DataAccessException failure) {
			throw translateException(failure, template);
		}
	}

	// A write in a read-only transaction is a bug in this service and not an outage.
	private RuntimeException translateException(DataAccessException failure, TransactionTemplate template) {
		if (template.isReadOnly() || !new DatabaseFailure(failure).isReadOnly()) {
			return failure;
		}
		this.onReadOnly.run();
		return unavailableProblem(failure);
	}

	private static ProblemException unavailableProblem(@Nullable Exception cause) {
		ProblemException problem = ProblemException
			.of(ProblemCode.DATABASE_UNAVAILABLE, "The database is not available; try again shortly.")
			.withDefaultRetryAfter();
		return (cause != null) ? problem.withCause(cause) : problem;
	}

}
