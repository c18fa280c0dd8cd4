package io.connectorservice.idempotency;

import io.connectorservice.database.TenantTransactions;
import io.connectorservice.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Deletes expired keys in batches.
 */
@Component
class ExpiredKeyCleaner {

	private static final Logger log = LoggerFactory.getLogger(ExpiredKeyCleaner.class);

	private final TenantTransactions transactions;

	private final KeyRepository keys;

	private final IdempotencySettings settings;

	ExpiredKeyCleaner(TenantTransactions transactions, KeyRepository keys, IdempotencySettings settings) {
		this.transactions = transactions;
		this.keys = keys;
		this.settings = settings;
	}

	@Scheduled(initialDelayString = "${connector.idempotency.cleanup-interval:10m}",
			fixedDelayString = "${connector.idempotency.cleanup-interval:10m}")
	void removeExpired() {
		try {
			while (this.transactions.writeAsWorker(this.keys::clearExpired) == this.settings.cleanupBatch()) {
				log.debug("Cleared a batch of idempotency keys");
			}
		}
		catch (ProblemException unavailable) {
			log.debug("Expired idempotency keys could not be deleted yet: {}", unavailable.code().code());
		}
	}

}
