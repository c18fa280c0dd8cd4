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
 * The one door to the database: runs work in a transaction that can see one tenant's rows
 * only. Never call the outside from within: a connection is held meanwhile.
 */
public final class TenantTransactions {

	private final Duration patience;

	private final Duration longPatience;

	private final DatabaseState state;

	private final Runnable onReadOnly;

	private final TransactionTemplate writing;

	private final TransactionTemplate reading;

	/**
	 * Transactions over a database that may be known to be down.
	 * @param patience how long a caller waits
	 * @param longPatience how long one waits who moves megabytes
	 * @param onReadOnly done when a change meets a database that takes none
	 */
	TenantTransactions(PlatformTransactionManager transactionManager, Duration patience, Duration longPatience,
			DatabaseState state, Runnable onReadOnly) {
		this.patience = patience;
		this.longPatience = longPatience;
		this.state = state;
		this.onReadOnly = onReadOnly;
		this.writing = new TransactionTemplate(transactionManager);
		this.reading = new TransactionTemplate(transactionManager);
		this.reading.setReadOnly(true);
	}

	/**
	 * Reads as the tenant.
	 * @throws ProblemException DATABASE_UNAVAILABLE where the database cannot be reached
	 */
	public <T extends @Nullable Object> T read(TenantId tenant, Supplier<T> work) {
		return runInTransaction(TransactionIdentity.forTenant(tenant, this.patience), this.reading, work);
	}

	/**
	 * Reads megabytes as the tenant, which takes its time.
	 * @throws ProblemException DATABASE_UNAVAILABLE where the database cannot be reached
	 */
	public <T extends @Nullable Object> T readAtLength(TenantId tenant, Supplier<T> work) {
		return runInTransaction(TransactionIdentity.forTenant(tenant, this.longPatience), this.reading, work);
	}

	/**
	 * Changes as the tenant; an exception undoes all of it.
	 * @throws ProblemException DATABASE_UNAVAILABLE where the database cannot be reached,
	 * or takes no changes
	 */
	public <T extends @Nullable Object> T write(TenantId tenant, Supplier<T> work) {
		return runInTransaction(TransactionIdentity.forTenant(tenant, this.patience), this.writing, work);
	}

	/**
	 * Writes megabytes as the tenant, which takes its time.
	 * @throws ProblemException as {@link #write}
	 */
	public <T extends @Nullable Object> T writeAtLength(TenantId tenant, Supplier<T> work) {
		return runInTransaction(TransactionIdentity.forTenant(tenant, this.longPatience), this.writing, work);
	}

	/** Changes the service's own queues, which belong to no one tenant. */
	public <T extends @Nullable Object> T writeAsWorker(Supplier<T> work) {
		return runInTransaction(TransactionIdentity.forWorker(this.patience), this.writing, work);
	}

	/** Reads the service's own queues, which belong to no one tenant. */
	public <T extends @Nullable Object> T readAsWorker(Supplier<T> work) {
		return runInTransaction(TransactionIdentity.forWorker(this.patience), this.reading, work);
	}

	@SuppressWarnings("NullAway") // TransactionTemplate returns what the work returns
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

	// a read that would change something is our own mistake
	private RuntimeException translateException(DataAccessException failure, TransactionTemplate template) {
		if (template.isReadOnly() || !SqlStates.isReadOnly(failure)) {
			return failure;
		}
		this.onReadOnly.run();
		return unavailableProblem(failure);
	}

	private static ProblemException unavailableProblem(@Nullable Exception cause) {
		ProblemException problem = ProblemException
			.of(ProblemCode.DATABASE_UNAVAILABLE, "The database did not answer; try again shortly.")
			.withDefaultRetryAfter();
		return (cause != null) ? problem.withCause(cause) : problem;
	}

}
