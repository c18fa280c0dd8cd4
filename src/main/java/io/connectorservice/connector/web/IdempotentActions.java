package io.connectorservice.connector.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

import io.connectorservice.connector.ConnectorManager;
import io.connectorservice.external.ActionRequest;
import io.connectorservice.idempotency.Fingerprint;
import io.connectorservice.idempotency.IdempotencyKeys;
import io.connectorservice.idempotency.KeyClaim.Claimed;
import io.connectorservice.idempotency.KeyClaim.StoredResponse;
import io.connectorservice.idempotency.KeyedRequest;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.problem.ProblemWriter;
import io.connectorservice.tenant.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Performs actions that callers ask for under a key, each once.
 */
@Component
final class IdempotentActions {

	/** The contract, for the API description. */
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

	/** Performs the action or repeats its answer; fails as both do. */
	void perform(TenantId tenant, UUID connector, String key, ActionRequest action, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		boolean repeatable = this.manager.isIdempotent(tenant, connector, action.actionName());
		String fingerprint = Fingerprint.compute(action.actionName(), action.payload());
		switch (this.keys.claim(new KeyedRequest(tenant, connector, key, fingerprint, repeatable))) {
			case Claimed claimed -> writeResponse(performFirst(claimed, action, request), response);
			case StoredResponse kept -> {
				response.setHeader(IdempotencyHeader.REPLAYED, "true");
				writeResponse(kept, response);
			}
		}
	}

	private StoredResponse performFirst(Claimed claimed, ActionRequest action, HttpServletRequest request) {
		try {
			StoredResponse answer = performAction(claimed.request(), action);
			this.keys.complete(claimed, answer);
			return answer;
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

	private StoredResponse performAction(KeyedRequest asked, ActionRequest action) {
		var answer = this.manager.performAction(asked.tenant(), asked.connector(), action);
		return new StoredResponse(200, MediaType.APPLICATION_JSON_VALUE,
				this.json.writeValueAsString(OperationViews.ResultView.of(answer)));
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

	private static void writeResponse(StoredResponse answer, HttpServletResponse response) throws IOException {
		response.setStatus(answer.status());
		response.setContentType(answer.mediaType());
		response.getOutputStream().write(answer.body().getBytes(StandardCharsets.UTF_8));
	}

}
