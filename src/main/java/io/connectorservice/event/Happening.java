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
public record Happening(TenantId tenant, UUID connector, EventKind kind, @Nullable ProblemCode code,
		@Nullable Integer upstreamStatus, @Nullable Duration took, String actor, @Nullable String requestId,
		@Nullable UUID authorization) {

	public static Happening success(TenantId tenant, UUID connector, EventKind kind) {
		return of(tenant, connector, kind, null, null);
	}

	/**
	 * A failure.
	 * @param upstreamStatus the external service's status, where it answered
	 */
	public static Happening failure(TenantId tenant, UUID connector, EventKind kind, ProblemCode code,
			@Nullable Integer upstreamStatus) {
		return of(tenant, connector, kind, code, upstreamStatus);
	}

	private static Happening of(TenantId tenant, UUID connector, EventKind kind, @Nullable ProblemCode code,
			@Nullable Integer upstreamStatus) {
		return new Happening(tenant, connector, kind, code, upstreamStatus, null, RequestContext.actor(),
				RequestContext.REQUEST_ID.get(), null);
	}

	/** Took from then, by {@link System#nanoTime()}, until now. */
	public Happening since(long began) {
		return took(Duration.ofNanos(System.nanoTime() - began));
	}

	public Happening took(Duration took) {
		return new Happening(this.tenant, this.connector, this.kind, this.code, this.upstreamStatus, took, this.actor,
				this.requestId, this.authorization);
	}

	/** Done by another than who is there now. */
	public Happening by(@Nullable String actor) {
		return (actor == null) ? this : new Happening(this.tenant, this.connector, this.kind, this.code,
				this.upstreamStatus, this.took, actor, this.requestId, this.authorization);
	}

	/** Ended this authorization. */
	public Happening ending(UUID authorization) {
		return new Happening(this.tenant, this.connector, this.kind, this.code, this.upstreamStatus, this.took,
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
