package io.connectorservice.problem;

import java.util.Locale;

import org.springframework.http.HttpStatus;

/**
 * Every kind of failure a caller can meet: its stable code, its status and its title.
 */
public enum ProblemCode {

	/** The body is not JSON, or not JSON that can be kept. */
	MALFORMED_JSON(HttpStatus.BAD_REQUEST, "The body is not valid JSON"),
	/** Something in the request is wrong; {@code errors} names every fault. */
	VALIDATION_FAILED(HttpStatus.BAD_REQUEST, "The request has faults"),
	/** A service_role token must name the tenant it acts for. */
	TENANT_REQUIRED(HttpStatus.BAD_REQUEST, "Name the tenant to act for"),
	/** No token, or one that does not hold. */
	UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "A valid token is required"),
	/** The tenant that was named is not the caller's. */
	FORBIDDEN(HttpStatus.FORBIDDEN, "Not yours to use"),
	/** Nothing here, or nothing that this caller may see. */
	NOT_FOUND(HttpStatus.NOT_FOUND, "Not found"),
	/** The connector has no action of that name. */
	ACTION_UNKNOWN(HttpStatus.BAD_REQUEST, "The connector has no such action"),
	/** The address exists, but not for this method. */
	METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "Method not allowed here"),
	/** The caller accepts no media type that can be produced. */
	NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "No acceptable media type"),
	/** The tenant already has a connector of that name. */
	CONNECTOR_NAME_TAKEN(HttpStatus.CONFLICT, "The name is taken"),
	/** The tenants table has no row for the tenant. */
	TENANT_UNKNOWN(HttpStatus.CONFLICT, "The tenant is not registered"),
	/** The connector is switched off. */
	CONNECTOR_INACTIVE(HttpStatus.CONFLICT, "The connector is inactive"),
	/**
	 * The configuration names a secret that the store does not have, or names none yet.
	 */
	SECRET_MISSING(HttpStatus.CONFLICT, "A secret is missing"),
	/** The secret is there but cannot be used as configured. */
	SECRET_UNUSABLE(HttpStatus.CONFLICT, "A secret cannot be used as configured"),
	/**
	 * The saved configuration cannot be used, for example after it was changed by SQL.
	 */
	CONFIGURATION_INVALID(HttpStatus.CONFLICT, "The saved configuration cannot be used"),
	/** The connector has no tokens yet: its user has to authorize it. */
	AUTHORIZATION_REQUIRED(HttpStatus.CONFLICT, "The connector is not connected yet"),
	/**
	 * The service no longer takes the connector's tokens: its user has to authorize it
	 * again.
	 */
	REAUTHORIZATION_REQUIRED(HttpStatus.CONFLICT, "The connector has to be authorized again"),
	/** The token endpoint refuses the client itself, or what it asks for. */
	TOKEN_REQUEST_REFUSED(HttpStatus.BAD_GATEWAY, "The token endpoint refuses the request"),
	/** The authorization ended without tokens. */
	AUTHORIZATION_FAILED(HttpStatus.BAD_REQUEST, "The authorization did not succeed"),
	/** The idempotency key stands for another request. */
	IDEMPOTENCY_KEY_REUSED(HttpStatus.CONFLICT, "The idempotency key was used for something else"),
	/** The first request with the idempotency key is under way. */
	IDEMPOTENCY_KEY_IN_USE(HttpStatus.CONFLICT, "The first request with this idempotency key is under way"),
	/** The request was answered before, and the answer is too large to be given again. */
	ANSWER_NOT_KEPT(HttpStatus.CONFLICT, "It was answered before, and the answer is not kept"),
	/** If-Match names another version than the stored one. */
	PRECONDITION_FAILED(HttpStatus.PRECONDITION_FAILED, "Changed in the meantime"),
	/** The body came in too slowly. */
	REQUEST_TIMEOUT(HttpStatus.REQUEST_TIMEOUT, "The request came in too slowly"),
	/** The request is larger than this address takes. */
	PAYLOAD_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "Too large"),
	/** The request's media type is not taken here. */
	UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Media type not supported"),
	/** The caller, or the service called, has used up its share. */
	TOO_MANY_REQUESTS(HttpStatus.TOO_MANY_REQUESTS, "Too many requests"),
	/** Something failed on our side; the request id finds it in the log. */
	INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side"),
	/** The external service answered with an error. */
	UPSTREAM_ERROR(HttpStatus.BAD_GATEWAY, "The external service answered with an error"),
	/** The external service redirects to where its credentials may not follow. */
	UPSTREAM_REDIRECT(HttpStatus.BAD_GATEWAY, "The external service redirects elsewhere"),
	/** No connection to the external service: name, network or TLS. */
	UPSTREAM_UNREACHABLE(HttpStatus.BAD_GATEWAY, "The external service cannot be reached"),
	/** The external service did not answer in time. */
	UPSTREAM_TIMEOUT(HttpStatus.BAD_GATEWAY, "The external service did not answer in time"),
	/** The external service's answer is larger than is taken. */
	UPSTREAM_TOO_LARGE(HttpStatus.BAD_GATEWAY, "The external service's answer is too large"),
	/** The address may not be called from here. */
	EGRESS_FORBIDDEN(HttpStatus.BAD_GATEWAY, "The address may not be called"),
	/** The action was sent, and whether it was done is not known. */
	OUTCOME_UNKNOWN(HttpStatus.BAD_GATEWAY, "Whether the action was done is not known"),
	/** The secret store is down or sealed. */
	SECRET_STORE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The secret store is unavailable"),
	/** The database is down or busy. */
	DATABASE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The database is unavailable"),
	/** The keys that tokens are checked with cannot be fetched. */
	TOKEN_KEYS_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "Tokens cannot be checked right now"),
	/** As many calls of the external service are under way as are let through at once. */
	UPSTREAM_BUSY(HttpStatus.SERVICE_UNAVAILABLE, "Too many calls of the external service are under way"),
	/** The external service failed lately and is left in peace for a moment. */
	CIRCUIT_OPEN(HttpStatus.SERVICE_UNAVAILABLE, "The external service failed lately and is not called"),
	/** The external service asked for fewer calls, and is not called until then. */
	UPSTREAM_RATE_LIMITED(HttpStatus.TOO_MANY_REQUESTS, "The external service asked for fewer calls"),
	/** Whoever asked went away; seen in the log and in metrics alone. */
	CALLER_GONE(HttpStatus.REQUEST_TIMEOUT, "The caller went away"),
	/** The process ends; another one serves. */
	SHUTTING_DOWN(HttpStatus.SERVICE_UNAVAILABLE, "This process is ending");

	private final HttpStatus status;

	private final String title;

	ProblemCode(HttpStatus status, String title) {
		this.status = status;
		this.title = title;
	}

	/** The code as callers see it, in snake_case. */
	public String code() {
		return name().toLowerCase(Locale.ROOT);
	}

	public HttpStatus status() {
		return this.status;
	}

	public String title() {
		return this.title;
	}

}
