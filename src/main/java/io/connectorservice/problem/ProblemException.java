package io.connectorservice.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A failure whose code, detail and members the caller gets exactly as they are here.
 */
public final class ProblemException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private static final Set<Integer> REFUSALS = Set.of(401, 403, 429);

	private final ProblemCode code;

	private final String detail;

	private final transient List<Fault> faults;

	private final transient Map<String, Object> extensions;

	private final @Nullable Duration retryAfter;

	private ProblemException(ProblemCode code, String detail, List<Fault> faults, Map<String, Object> extensions,
			@Nullable Duration retryAfter, @Nullable Throwable cause) {
		super(code.code() + ": " + detail, cause);
		this.code = code;
		this.detail = detail;
		this.faults = List.copyOf(faults);
		this.extensions = Map.copyOf(extensions);
		this.retryAfter = retryAfter;
	}

	/**
	 * Creates a problem of the given code.
	 * @param detail one sentence that says what to change; callers see it unchanged
	 */
	public static ProblemException of(ProblemCode code, String detail) {
		return new ProblemException(code, detail, List.of(), Map.of(), null, null);
	}

	/** Creates the problem of a request with faults, all of them named. */
	public static ProblemException invalid(List<Fault> faults) {
		String detail = (faults.size() == 1) ? faults.getFirst().toSentence()
				: "There are " + faults.size() + " faults; see errors.";
		return new ProblemException(ProblemCode.VALIDATION_FAILED, detail, faults, Map.of(), null, null);
	}

	/** Creates the problem of a request with one fault. */
	public static ProblemException invalid(String pointer, String detail) {
		return invalid(List.of(new Fault(pointer, detail)));
	}

	public ProblemException withFaults(List<Fault> faults) {
		return copy(faults, this.extensions, this.retryAfter, getCause());
	}

	public ProblemException withCause(Throwable cause) {
		return copy(this.faults, this.extensions, this.retryAfter, cause);
	}

	/** The response carries Retry-After, in whole seconds, rounded up. */
	public ProblemException withRetryAfter(@Nullable Duration retryAfter) {
		return copy(this.faults, this.extensions, retryAfter, getCause());
	}

	/** The response carries the Retry-After that the code has by default. */
	public ProblemException withDefaultRetryAfter() {
		return withRetryAfter(this.code.retryAfter());
	}

	/** The response carries one more member; its value must be safe to show. */
	public ProblemException withExtension(String name, Object value) {
		Map<String, Object> more = new LinkedHashMap<>(this.extensions);
		more.put(name, value);
		return copy(this.faults, more, this.retryAfter, getCause());
	}

	private ProblemException copy(List<Fault> faults, Map<String, Object> extensions, @Nullable Duration retryAfter,
			@Nullable Throwable cause) {
		return new ProblemException(this.code, this.detail, faults, extensions, retryAfter, cause);
	}

	public ProblemCode code() {
		return this.code;
	}

	public String detail() {
		return this.detail;
	}

	public List<Fault> faults() {
		return this.faults;
	}

	public Map<String, Object> extensions() {
		return this.extensions;
	}

	/**
	 * Whether an action that failed with this problem must not be performed again under
	 * the same idempotency key. A service that refused the credentials or the rate of
	 * calls has performed nothing.
	 */
	public boolean isFinal() {
		boolean refused = this.code == ProblemCode.UPSTREAM_ERROR && REFUSALS.contains(upstreamStatus());
		return this.code.isFinal() && !refused;
	}

	/** The external service's status, or 0 where it did not answer. */
	public int upstreamStatus() {
		return (this.extensions.get("upstream") instanceof Map<?, ?> upstream
				&& upstream.get("status_code") instanceof Integer status) ? status : 0;
	}

	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
