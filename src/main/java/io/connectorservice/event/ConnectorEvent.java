package io.connectorservice.event;

import java.time.Duration;
import java.util.UUID;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.trace.RequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Something that happens with a connector, to be noted. Who asked for it and with which
 * request is what the thread knows of its request.
 *
 * @param code the problem's code, for a failure
 * @param upstreamStatus the external service's status, where it answered
 * @param took how long it took
 * @param actor who did it
 * @param requestId the request that led to it
 * @param authorization the authorization that it ended
 */
public record ConnectorEvent(TenantId tenant, UUID connector, EventKind kind, @Nullable ProblemCode code,
		@Nullable Integer upstreamStatus, @Nullable Duration took, String actor, @Nullable String requestId,
		@Nullable UUID authorization) {

	public static ConnectorEvent success(TenantId tenant, UUID connector, EventKind kind) {
		return of(tenant, connector, kind, null, null);
	}

	/**
	 * A failure.
	 * @param upstreamStatus the external service's status, where it answered
	 */
	public static ConnectorEvent failure(TenantId tenant, UUID connector, EventKind kind, ProblemCode code,
			@Nullable Integer upstreamStatus) {
		return of(tenant, connector, kind, code, upstreamStatus);
	}

	private static ConnectorEvent of(TenantId tenant, UUID connector, EventKind kind, @Nullable ProblemCode code,
			@Nullable Integer upstreamStatus) {
		return new ConnectorEvent(tenant, connector, kind, code, upstreamStatus, null, RequestContext.currentActor(),
				RequestContext.REQUEST_ID.get(), null);
	}

	/** Took from then, by {@link System#nanoTime()}, until now. */
	public ConnectorEvent withDurationSince(long began) {
		return withDuration(Duration.ofNanos(System.nanoTime() - began));
	}

	public ConnectorEvent withDuration(Duration took) {
		return new ConnectorEvent(this.tenant, this.connector, this.kind, this.code, this.upstreamStatus, took,
				this.actor, this.requestId, this.authorization);
	}

	/** Done by another than who is there now. */
	public ConnectorEvent withActor(@Nullable String actor) {
		return (actor == null) ? this : new ConnectorEvent(this.tenant, this.connector, this.kind, this.code,
				this.upstreamStatus, this.took, actor, this.requestId, this.authorization);
	}

	/** Ended this authorization. */
	public ConnectorEvent withAuthorization(UUID authorization) {
		return new ConnectorEvent(this.tenant, this.connector, this.kind, this.code, this.upstreamStatus, this.took,
				this.actor, this.requestId, authorization);
	}

	String outcome() {
		return (this.code == null) ? "success" : "failure";
	}

	/** Whether it can come a thousand times a minute, and is counted then. */
	boolean mayBeMany() {
		return this.code != null || this.kind == EventKind.TESTED;
	}

}
