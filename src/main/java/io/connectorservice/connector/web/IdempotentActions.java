package io.connectorservice.connector.web;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import io.connectorservice.connector.operation.ConnectorManager;
import io.connectorservice.external.ActionRequest;
import io.connectorservice.external.ServiceResponse;
import io.connectorservice.idempotency.Fingerprint;
import io.connectorservice.idempotency.IdempotencyKeys;
import io.connectorservice.idempotency.KeyClaim.Claimed;
import io.connectorservice.idempotency.KeyClaim.StoredResponse;
import io.connectorservice.idempotency.KeyedRequest;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.problem.ProblemWriter;
import io.connectorservice.tenant.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.ResponseEntity.BodyBuilder;
import org.springframework.stereotype.Component;

/**
 * Performs actions that are requested with an idempotency key, each only once.
 */
@Component
final class IdempotentActions {

	/** The contract, as the API documentation states it. */
	static final String DESCRIPTION = """
			The payload is checked before anything is sent. What is not idempotent is never sent twice.

			With an `Idempotency-Key` the request is safe to repeat. For 24 hours from the first one (unless the \
			operator says otherwise) the same key with the same action and payload on the same connector gives the \
			first answer again, byte for byte but for its headers, with `Idempotency-Replayed: true` and without \
			`Retry-After`. Kept are the success, every answer of the service that is none (`upstream_error` but with \
			status 401, 403 or 429, `upstream_redirect`), and `outcome_unknown`. Any other problem frees the key, since nothing was done or \
			the action is idempotent: the same request with the same key is a first one then. Another action or \
			payload: 409 `idempotency_key_reused`. While the first is under way: 409 `idempotency_key_in_use` with \
			`Retry-After`. An answer that is too large to be kept: 409 `answer_not_kept`. A request whose process \
			died before it could note the answer: after some minutes `outcome_unknown`, or where the action is \
			idempotent it is performed again.""";

	private final ConnectorManager manager;

	private final IdempotencyKeys keys;

	private final ProblemWriter problems;

	private final JsonMapper json;

	IdempotentActions(ConnectorManager manager, IdempotencyKeys keys, ProblemWriter problems, JsonMapper json) {
		this.manager = manager;
		this.keys = keys;
		this.problems = problems;
		this.json = json;
	}

	/** Performs the action, or repeats the response of its first request. */
	ResponseEntity<byte[]> perform(TenantId tenant, UUID connector, IdempotencyKey key, ActionRequest action,
			HttpServletRequest request) {
		boolean repeatable = this.manager.isIdempotent(tenant, connector, action.actionName());
		Fingerprint fingerprint = Fingerprint.compute(action.actionName(), action.payload());
		return switch (this.keys.claim(new KeyedRequest(tenant, connector, key.value(), fingerprint, repeatable))) {
			case Claimed claimed -> createResponse(performFirst(claimed, action, request), false);
			case StoredResponse stored -> createResponse(stored, true);
		};
	}

	private StoredResponse performFirst(Claimed claimed, ActionRequest action, HttpServletRequest request) {
		try {
			StoredResponse response = performAction(claimed.request(), action);
			this.keys.complete(claimed, response);
			return response;
		}
		catch (ProblemException problem) {
			completeOrRelease(claimed, problem, request);
			throw problem;
		}
		catch (RuntimeException | Error unexpected) {
			this.keys.abandon(claimed);
			throw unexpected;
		}
	}

	private StoredResponse performAction(KeyedRequest request, ActionRequest action) {
		ServiceResponse response = this.manager.performAction(request.tenant(), request.connector(), action);
		return new StoredResponse(200, MediaType.APPLICATION_JSON_VALUE,
				this.json.writeValueAsString(OperationViews.ResultView.of(response)));
	}

	private void completeOrRelease(Claimed claimed, ProblemException problem, HttpServletRequest request) {
		if (problem.isFinal()) {
			this.keys.complete(claimed, new StoredResponse(problem.code().status().value(),
					MediaType.APPLICATION_PROBLEM_JSON_VALUE, this.problems.renderBody(problem, request)));
		}
		else {
			this.keys.release(claimed);
		}
	}

	private static ResponseEntity<byte[]> createResponse(StoredResponse response, boolean replayed) {
		BodyBuilder entity = ResponseEntity.status(response.status())
			.contentType(MediaType.parseMediaType(response.mediaType()));
		if (replayed) {
			entity.header(IdempotencyKey.REPLAYED_HEADER, "true");
		}
		return entity.body(response.body().getBytes(StandardCharsets.UTF_8));
	}

}
