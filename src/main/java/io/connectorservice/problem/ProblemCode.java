package io.connectorservice.problem;

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

import static io.connectorservice.problem.CallProgress.ANSWERED;
import static io.connectorservice.problem.CallProgress.NOT_SENT;
import static io.connectorservice.problem.CallProgress.NO_CALL;
import static io.connectorservice.problem.CallProgress.REPEATABLE;
import static io.connectorservice.problem.CallProgress.UNKNOWN;
import static io.connectorservice.problem.CallProgress.UNREAD;
import static io.connectorservice.problem.ProblemCategory.CALLER;
import static io.connectorservice.problem.ProblemCategory.CONFIGURATION;
import static io.connectorservice.problem.ProblemCategory.CONNECTOR;
import static io.connectorservice.problem.ProblemCategory.OURS;
import static io.connectorservice.problem.ProblemCategory.REFUSED_HERE;
import static io.connectorservice.problem.ProblemCategory.UPSTREAM;

/**
 * Every kind of failure that a caller can meet: its stable code, status and title, who
 * can correct it, what was sent to the external service, and after how many seconds a
 * caller may try again, where that is known for the code.
 */
public enum ProblemCode {

	/** The body is not JSON, or it is JSON that cannot be stored. */
	MALFORMED_JSON(HttpStatus.BAD_REQUEST, "The body is not valid JSON", CALLER, NO_CALL),
	/** The request has faults; {@code errors} names all of them. */
	VALIDATION_FAILED(HttpStatus.BAD_REQUEST, "The request has faults", CALLER, NOT_SENT),
	/** A request with a service_role token must name the tenant it acts for. */
	TENANT_REQUIRED(HttpStatus.BAD_REQUEST, "Name the tenant to act for", CALLER, NO_CALL),
	/** The request has no token, or the token is not valid. */
	UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "A valid token is required", CALLER, NO_CALL),
	/** The request names something that is another tenant's or another person's. */
	FORBIDDEN(HttpStatus.FORBIDDEN, "Not yours to use", CALLER, NO_CALL),
	/** The resource does not exist, or this caller may not see it. */
	NOT_FOUND(HttpStatus.NOT_FOUND, "Not found", CALLER, NOT_SENT),
	/** The connector has no action of that name. */
	ACTION_UNKNOWN(HttpStatus.BAD_REQUEST, "The connector has no such action", CALLER, NOT_SENT),
	/** The path exists, but not for this method. */
	METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "Method not allowed here", CALLER, NO_CALL),
	/** The caller accepts no media type that can be produced. */
	NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "No acceptable media type", CALLER, NO_CALL),
	/** The tenant already has a connector of that name. */
	CONNECTOR_NAME_TAKEN(HttpStatus.CONFLICT, "The name is taken", CALLER, NO_CALL),
	/** Connectors use the OAuth app that is to be removed. */
	OAUTH_APP_IN_USE(HttpStatus.CONFLICT, "The OAuth app is in use", CALLER, NO_CALL),
	/** The tenants table has no row for the tenant. */
	TENANT_UNKNOWN(HttpStatus.CONFLICT, "The tenant is not registered", CALLER, NO_CALL),
	/** The connector is switched off. */
	CONNECTOR_INACTIVE(HttpStatus.CONFLICT, "The connector is inactive", CONNECTOR, NOT_SENT),
	/** The configuration names no secret yet, or one that the store does not have. */
	SECRET_MISSING(HttpStatus.CONFLICT, "A secret is missing", CONFIGURATION, NOT_SENT),
	/** The secret exists but cannot be used as configured. */
	SECRET_UNUSABLE(HttpStatus.CONFLICT, "A secret cannot be used as configured", CONFIGURATION, NOT_SENT),
	/** The saved configuration cannot be used, for example after a change by SQL. */
	CONFIGURATION_INVALID(HttpStatus.CONFLICT, "The saved configuration cannot be used", CONFIGURATION, NOT_SENT),
	/** The connector has no tokens yet: its user has to authorize it. */
	AUTHORIZATION_REQUIRED(HttpStatus.CONFLICT, "The connector is not connected yet", CONNECTOR, NOT_SENT),
	/** The service no longer accepts the tokens: the user has to authorize again. */
	REAUTHORIZATION_REQUIRED(HttpStatus.CONFLICT, "The connector has to be authorized again", CONNECTOR, NOT_SENT),
	/** The token endpoint refuses the client itself, or the requested scopes. */
	TOKEN_REQUEST_REFUSED(HttpStatus.BAD_GATEWAY, "The token endpoint refuses the request", CONFIGURATION, NOT_SENT),
	/** The authorization ended without tokens. */
	AUTHORIZATION_FAILED(HttpStatus.BAD_REQUEST, "The authorization did not succeed", UPSTREAM, NO_CALL),
	/** The authorization cannot be confirmed yet. */
	AUTHORIZATION_PENDING(HttpStatus.CONFLICT, "The authorization cannot be confirmed yet", CALLER, NO_CALL),
	/** The authorization was not completed and confirmed in time. */
	AUTHORIZATION_EXPIRED(HttpStatus.CONFLICT, "The authorization took too long", CALLER, NO_CALL),
	/** The idempotency key belongs to another request. */
	IDEMPOTENCY_KEY_REUSED(HttpStatus.CONFLICT, "The idempotency key was used for something else", CALLER, NO_CALL),
	/** The first request with the idempotency key is still in flight. */
	IDEMPOTENCY_KEY_IN_USE(HttpStatus.CONFLICT, "The first request with this idempotency key is under way", CALLER,
			NO_CALL, 1),
	/** The first response to this idempotency key is too large to be repeated. */
	ANSWER_NOT_KEPT(HttpStatus.CONFLICT, "It was answered before, and the answer is not kept", CALLER, NO_CALL),
	/** If-Match names another version than the stored one. */
	PRECONDITION_FAILED(HttpStatus.PRECONDITION_FAILED, "Changed in the meantime", CALLER, NO_CALL),
	/** The request body arrived too slowly. */
	REQUEST_TIMEOUT(HttpStatus.REQUEST_TIMEOUT, "The request came in too slowly", CALLER, NO_CALL),
	/** The request is larger than this endpoint accepts. */
	PAYLOAD_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "Too large", CALLER, NO_CALL),
	/** This endpoint does not accept the request's media type. */
	UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Media type not supported", CALLER, NO_CALL),
	/** A rate or concurrency limit of the tenant or of this process is reached. */
	TOO_MANY_REQUESTS(HttpStatus.TOO_MANY_REQUESTS, "Too many requests", CALLER, NOT_SENT, 2),
	/** This service failed; the request id finds the reason in the log. */
	INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side", OURS, NO_CALL),
	/** The external service answered with an error. */
	UPSTREAM_ERROR(HttpStatus.BAD_GATEWAY, "The external service answered with an error", UPSTREAM, ANSWERED),
	/** The external service redirects to a host that must not get its credentials. */
	UPSTREAM_REDIRECT(HttpStatus.BAD_GATEWAY, "The external service redirects elsewhere", UPSTREAM, ANSWERED),
	/** No connection to the external service: DNS, network or TLS failed. */
	UPSTREAM_UNREACHABLE(HttpStatus.BAD_GATEWAY, "The external service cannot be reached", UPSTREAM, REPEATABLE),
	/** The external service did not answer in time. */
	UPSTREAM_TIMEOUT(HttpStatus.BAD_GATEWAY, "The external service did not answer in time", UPSTREAM, REPEATABLE),
	/** The external service's response exceeds the size limit. */
	UPSTREAM_TOO_LARGE(HttpStatus.BAD_GATEWAY, "The external service's answer is too large", UPSTREAM, UNREAD),
	/** The egress rules forbid the address. */
	EGRESS_FORBIDDEN(HttpStatus.BAD_GATEWAY, "The address may not be called", CONFIGURATION, NOT_SENT),
	/** The action was sent, but whether it was performed is not known. */
	OUTCOME_UNKNOWN(HttpStatus.BAD_GATEWAY, "Whether the action was done is not known", UPSTREAM, UNKNOWN),
	/** The secret store is down or sealed. */
	SECRET_STORE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The secret store is unavailable", OURS, NOT_SENT, 5),
	/** The database is down or busy. */
	DATABASE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The database is unavailable", OURS, NOT_SENT, 2),
	/** The keys that verify tokens cannot be fetched. */
	TOKEN_KEYS_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "Tokens cannot be checked right now", OURS, NO_CALL, 5),
	/** The external service's host has as many calls in flight as are permitted. */
	UPSTREAM_BUSY(HttpStatus.SERVICE_UNAVAILABLE, "Too many calls of the external service are under way", CALLER,
			NOT_SENT, 2),
	/** The external service failed repeatedly; its circuit breaker is open. */
	CIRCUIT_OPEN(HttpStatus.SERVICE_UNAVAILABLE, "The external service failed lately and is not called", REFUSED_HERE,
			NOT_SENT),
	/** The external service asked for fewer calls and is not called until then. */
	UPSTREAM_RATE_LIMITED(HttpStatus.TOO_MANY_REQUESTS, "The external service asked for fewer calls", REFUSED_HERE,
			NOT_SENT),
	/** The caller disconnected; only the log and the metrics show this code. */
	CALLER_GONE(HttpStatus.REQUEST_TIMEOUT, "The caller went away", CALLER, UNKNOWN),
	/** This process is shutting down; another one serves. */
	SHUTTING_DOWN(HttpStatus.SERVICE_UNAVAILABLE, "This process is ending", OURS, REPEATABLE, 1);

	private final HttpStatus status;

	private final String title;

	private final ProblemCategory category;

	private final CallProgress progress;

	private final @Nullable Duration retryAfter;

	ProblemCode(HttpStatus status, String title, ProblemCategory category, CallProgress progress) {
		this(status, title, category, progress, null);
	}

	ProblemCode(HttpStatus status, String title, ProblemCategory category, CallProgress progress,
			@Nullable Integer retryAfterSeconds) {
		this.status = status;
		this.title = title;
		this.category = category;
		this.progress = progress;
		this.retryAfter = (retryAfterSeconds == null) ? null : Duration.ofSeconds(retryAfterSeconds);
	}

	/** Returns the code as callers see it, in snake_case. */
	public String code() {
		return name().toLowerCase(Locale.ROOT);
	}

	public HttpStatus status() {
		return this.status;
	}

	public String title() {
		return this.title;
	}

	/** Returns the default Retry-After of this code, where it has one. */
	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

	/**
	 * Whether an action that failed with this code must not be performed again under the
	 * same idempotency key.
	 */
	public boolean isFinal() {
		return !this.progress.permitsRepetition();
	}

	/** Whether the failure says nothing new about the connection to the service. */
	public boolean saysNothingOfConnection() {
		return this.progress != NO_CALL && switch (this.category) {
			case CALLER, OURS, REFUSED_HERE -> true;
			case CONNECTOR, CONFIGURATION, UPSTREAM -> false;
		};
	}

	/**
	 * Whether no call through the connector can work while this failure lasts. Connectors
	 * that wait for their user's authorization are reported separately.
	 */
	public boolean breaksConnection() {
		return this.category == CONFIGURATION
				|| (this.category == UPSTREAM && (this.progress == REPEATABLE || this.progress == UNKNOWN));
	}

	/** Whether a call was refused here before anything was signed or sent. */
	public boolean isRefusedHere() {
		return this.category == REFUSED_HERE;
	}

	/** Whether a store that calls depend on, database or secret store, is down. */
	public boolean isOutage() {
		return this.category == OURS && this.progress == NOT_SENT;
	}

	/** Whether every endpoint can answer with this code. */
	public boolean isPossibleAtEveryEndpoint() {
		return switch (this) {
			case TENANT_REQUIRED, UNAUTHORIZED, FORBIDDEN, METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, TOO_MANY_REQUESTS,
					INTERNAL_ERROR, DATABASE_UNAVAILABLE, TOKEN_KEYS_UNAVAILABLE, SHUTTING_DOWN ->
				true;
			default -> false;
		};
	}

}
