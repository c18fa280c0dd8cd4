package io.connectorservice.event;

import java.time.Duration;
import java.util.UUID;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.tenant.ConnectorRef;
import io.connectorservice.trace.RequestContext;
import org.jspecify.annotations.Nullable;

/**
 * An event of a connector that is to be recorded. Its actor and request id are taken from
 * the thread's request context.
 *
 * @param code the problem code of a failure; null for a success
 * @param upstreamStatus the external service's status; null if it did not respond
 * @param took the duration; null if it was not measured
 * @param actor the user or role that caused it
 * @param requestId the id of the request that led to it
 * @param authorization the authorization that it ended
 */
public record ConnectorEvent(ConnectorRef connector, EventKind kind, @Nullable ProblemCode code,
		@Nullable Integer upstreamStatus, @Nullable Duration took, String actor, @Nullable String requestId,
		@Nullable UUID authorization) {

	public static ConnectorEvent success(ConnectorRef connector, EventKind kind) {
		return of(connector, kind, null, null);
	}

	/**
	 * Creates a failure.
	 * @param upstreamStatus the external service's status; null if it did not respond
	 */
	public static ConnectorEvent failure(ConnectorRef connector, EventKind kind, ProblemCode code,
			@Nullable Integer upstreamStatus) {
		return of(connector, kind, code, upstreamStatus);
	}

	private static ConnectorEvent of(ConnectorRef connector, EventKind kind, @Nullable ProblemCode code,
			@Nullable Integer upstreamStatus) {
		return new ConnectorEvent(connector, kind, code, upstreamStatus, null, RequestContext.currentActor(),
				RequestContext.REQUEST_ID.get(), null);
	}

	/**
	 * Returns a copy whose duration is the time from {@code began}, a
	 * {@link System#nanoTime()}, until now.
	 */
	public ConnectorEvent withDurationSince(long began) {
		return withDuration(Duration.ofNanos(System.nanoTime() - began));
	}

	public ConnectorEvent withDuration(Duration took) {
		return new ConnectorEvent(this.connector, this.kind, this.code, this.upstreamStatus, took, this.actor,
				this.requestId, this.authorization);
	}

	/** Returns a copy with this actor; null keeps the current one. */
	public ConnectorEvent withActor(@Nullable String actor) {
		return (actor == null) ? this : new ConnectorEvent(this.connector, this.kind, this.code, this.upstreamStatus,
				this.took, actor, this.requestId, this.authorization);
	}

	/** Returns a copy that names the authorization that it ended. */
	public ConnectorEvent withAuthorization(UUID authorization) {
		return new ConnectorEvent(this.connector, this.kind, this.code, this.upstreamStatus, this.took, this.actor,
				this.requestId, authorization);
	}

	String outcome() {
		return (this.code == null) ? "success" : "failure";
	}

	/**
	 * Whether such events may occur very often, so that repetitions are counted instead
	 * of stored.
	 */
	boolean mayBeMany() {
		return this.code != null || this.kind == EventKind.TESTED;
	}

}
