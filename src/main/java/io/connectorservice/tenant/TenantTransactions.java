package io.connectorservice.tenant;

import java.time.Duration;
import java.util.function.Supplier;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.trace.Spans;
import org.jspecify.annotations.Nullable;

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

	private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

	private final TransactionTemplate writing;

	private final TransactionTemplate reading;

	TenantTransactions(PlatformTransactionManager transactionManager) {
		this.writing = new TransactionTemplate(transactionManager);
		this.reading = new TransactionTemplate(transactionManager);
		this.reading.setReadOnly(true);
	}

	/**
	 * Reads as the tenant.
	 * @throws ProblemException DATABASE_UNAVAILABLE where the database cannot be reached
	 */
	public <T extends @Nullable Object> T read(TenantId tenant, Supplier<T> work) {
		return run(DatabaseIdentity.of(tenant), this.reading, work);
	}

	/**
	 * Changes as the tenant; an exception undoes all of it.
	 * @throws ProblemException DATABASE_UNAVAILABLE where the database cannot be reached
	 */
	public <T extends @Nullable Object> T write(TenantId tenant, Supplier<T> work) {
		return run(DatabaseIdentity.of(tenant), this.writing, work);
	}

	/** Changes the service's own queues, which belong to no one tenant. */
	public <T extends @Nullable Object> T writeAsWorker(Supplier<T> work) {
		return run(DatabaseIdentity.worker(), this.writing, work);
	}

	/** Reads the service's own queues, which belong to no one tenant. */
	public <T extends @Nullable Object> T readAsWorker(Supplier<T> work) {
		return run(DatabaseIdentity.worker(), this.reading, work);
	}

	@SuppressWarnings("NullAway") // TransactionTemplate returns what the work returns
	private <T extends @Nullable Object> T run(DatabaseIdentity identity, TransactionTemplate template,
			Supplier<T> work) {
		try (Spans.Step _ = Spans.step("database")) {
			return DatabaseIdentity.acting(identity).call(() -> template.execute((status) -> work.get()));
		}
		catch (TransactionException | DataAccessResourceFailureException | TransientDataAccessException failure) {
			throw unavailable(failure);
		}
	}

	private static ProblemException unavailable(Exception cause) {
		return ProblemException.of(ProblemCode.DATABASE_UNAVAILABLE, "The database did not answer; try again shortly.")
			.withRetryAfter(RETRY_AFTER)
			.withCause(cause);
	}

}
