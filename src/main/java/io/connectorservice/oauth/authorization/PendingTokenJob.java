package io.connectorservice.oauth.authorization;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.connectorservice.oauth.storage.ConfirmationEndRepository;
import io.connectorservice.oauth.storage.PendingConfirmation;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.trace.RequestContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Ends authorizations that nobody confirmed in time, and completes work that a process
 * left unfinished. Each is claimed by one replica.
 */
@Component
final class PendingTokenJob {

	private static final Logger log = LoggerFactory.getLogger(PendingTokenJob.class);

	private static final int BATCH = 50;

	private static final String EXPIRED = "The person who began it did not confirm it in time, so its tokens were revoked: begin again.";

	private final ConfirmationEndRepository ends;

	private final TokenConfirmation confirmation;

	private final PendingTokenRemoval removal;

	private final AuthorizationSettings settings;

	PendingTokenJob(ConfirmationEndRepository ends, TokenConfirmation confirmation, PendingTokenRemoval removal,
			AuthorizationSettings settings) {
		this.ends = ends;
		this.confirmation = confirmation;
		this.removal = removal;
		this.settings = settings;
	}

	@Scheduled(initialDelayString = "${connector.oauth.confirmation-check:10s}",
			fixedDelayString = "${connector.oauth.confirmation-check:10s}")
	void processDue() {
		try {
			List<PendingConfirmation> claimed;
			do {
				claimed = this.ends.claimDue(BATCH, this.settings.confirmationLease(),
						ProblemCode.AUTHORIZATION_EXPIRED, EXPIRED);
				process(claimed);
			}
			while (claimed.size() == BATCH);
		}
		catch (ProblemException unavailable) {
			log.debug("Pending authorizations could not be read: {}", unavailable.code().code());
		}
	}

	// They run concurrently, so that a slow provider does not outlast the lease.
	private void process(List<PendingConfirmation> claimed) {
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			claimed.forEach((pending) -> threads.execute(() -> process(pending)));
		}
	}

	private void process(PendingConfirmation pending) {
		RequestContext.TENANT_ID.set(pending.connector().tenant().toString());
		RequestContext.CONNECTOR_ID.set(pending.connector().id().toString());
		try {
			switch (pending.state()) {
				case CONFIRMING -> this.confirmation.complete(pending);
				case CONFIRMED -> this.removal.removeConfirmed(pending);
				case STORING, WAITING, ENDING -> this.removal.end(pending);
			}
		}
		catch (ProblemException failure) {
			log.info("An authorization of connector {} could not be completed: {}", pending.connector().id(),
					failure.code().code());
			this.removal.release(pending, this.settings.confirmationCheck());
		}
	}

}
