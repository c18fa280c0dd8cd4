package io.connectorservice.idempotency;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToIntFunction;

import io.connectorservice.database.TenantTransactions;
import io.connectorservice.idempotency.KeyClaim.Claimed;
import io.connectorservice.idempotency.KeyClaim.StoredResponse;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Ensures that the request for an idempotency key runs once, and replays its response to
 * repeated requests.
 */
@Component
public final class IdempotencyKeys {

	private static final Logger log = LoggerFactory.getLogger(IdempotencyKeys.class);

	private final TenantTransactions transactions;

	private final KeyRepository keys;

	private final IdempotencySettings settings;

	IdempotencyKeys(TenantTransactions transactions, KeyRepository keys, IdempotencySettings settings) {
		this.transactions = transactions;
		this.keys = keys;
		this.settings = settings;
	}

	/**
	 * Claims the key of a request, unless the request was completed before. A claim must
	 * be ended by {@link #complete}, {@link #release} or {@link #abandon}.
	 * @throws ProblemException NOT_FOUND, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_KEY_IN_USE,
	 * ANSWER_NOT_KEPT, OUTCOME_UNKNOWN, or DATABASE_UNAVAILABLE
	 */
	public KeyClaim claim(KeyedRequest request) {
		Claimed claimed = new Claimed(request, UUID.randomUUID());
		return this.transactions.write(request.tenant(), () -> {
			if (this.keys.claim(claimed)) {
				return claimed;
			}
			Optional<KeyRecord> earlier = this.keys.find(request);
			// another request may have released the key just now
			return (earlier.isEmpty() && this.keys.claim(claimed)) ? claimed
					: replayEarlier(request, earlier.orElseThrow(IdempotencyKeys::notFoundProblem));
		});
	}

	private static ProblemException notFoundProblem() {
		return ProblemException.of(ProblemCode.NOT_FOUND, "There is no such connector.");
	}

	private static StoredResponse replayEarlier(KeyedRequest request, KeyRecord earlier) {
		if (!earlier.fingerprint().equals(request.fingerprint().text())) {
			throw ProblemException.of(ProblemCode.IDEMPOTENCY_KEY_REUSED,
					"The Idempotency-Key was used for another action or payload: generate a new one for each.");
		}
		return switch (earlier.stage()) {
			case UNDER_WAY -> throw ProblemException.of(ProblemCode.IDEMPOTENCY_KEY_IN_USE,
					"The first request with this Idempotency-Key is still running: repeat the request to get its response.")
				.withDefaultRetryAfter();
			case LOST -> throw ProblemException.of(ProblemCode.OUTCOME_UNKNOWN,
					"The first request with this Idempotency-Key ended without a response. The action may have been"
							+ " done; check that before you try again with another key.");
			case DONE -> readStoredResponse(earlier);
		};
	}

	private static StoredResponse readStoredResponse(KeyRecord done) {
		int status = Objects.requireNonNull(done.status());
		if (done.body() == null) {
			throw ProblemException.of(ProblemCode.ANSWER_NOT_KEPT,
					"The action is not sent again: it was "
							+ ((status < 300) ? "done" : "refused, with status " + status)
							+ ", and that response is too large to be stored.");
		}
		return new StoredResponse(status, Objects.requireNonNull(done.mediaType()), done.body());
	}

	/** Ends a claim with the response that repeated requests get from now on. */
	public void complete(Claimed claimed, StoredResponse response) {
		boolean fits = response.body().getBytes(StandardCharsets.UTF_8).length <= this.settings.maxResponse().toBytes();
		endClaim(claimed, (ended) -> this.keys.complete(ended, response.status(), response.mediaType(),
				fits ? response.body() : null));
	}

	/** Ends a claim whose request changed nothing: the key may be used again. */
	public void release(Claimed claimed) {
		endClaim(claimed, this.keys::release);
	}

	/** Ends a claim whose outcome is unknown. */
	public void abandon(Claimed claimed) {
		endClaim(claimed, this.keys::endLease);
	}

	// on failure the caller still gets its response,
	// and the claim ends when its lease expires
	private void endClaim(Claimed claimed, ToIntFunction<Claimed> ending) {
		try {
			this.transactions.write(claimed.request().tenant(), () -> ending.applyAsInt(claimed));
		}
		catch (ProblemException | DataAccessException unavailable) {
			log.warn("The outcome of a request with an idempotency key could not be recorded ({})",
					unavailable.getClass().getSimpleName());
		}
	}

}
