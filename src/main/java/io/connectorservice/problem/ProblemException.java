package io.connectorservice.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A failure that is reported to the caller exactly as it is described here.
 */
public final class ProblemException extends RuntimeException {

	private static final long serialVersionUID = 1L;

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
	 * Creates a failure with the given code.
	 * @param detail one sentence that tells the caller what to change; it is shown
	 * unchanged
	 */
	public static ProblemException of(ProblemCode code, String detail) {
		return new ProblemException(code, detail, List.of(), Map.of(), null, null);
	}

	/** Creates the failure of a request with several faults. */
	public static ProblemException invalid(List<Fault> faults) {
		String detail = (faults.size() == 1) ? faults.getFirst().toSentence()
				: "There are " + faults.size() + " faults; see errors.";
		return new ProblemException(ProblemCode.VALIDATION_FAILED, detail, faults, Map.of(), null, null);
	}

	/** Creates the failure of a request with one fault. */
	public static ProblemException invalid(String pointer, String detail) {
		return invalid(List.of(new Fault(pointer, detail)));
	}

	public ProblemException withFaults(List<Fault> faults) {
		return copy(faults, this.extensions, this.retryAfter, getCause());
	}

	public ProblemException withCause(Throwable cause) {
		return copy(this.faults, this.extensions, this.retryAfter, cause);
	}

	/** Adds Retry-After to the response, in whole seconds, rounded up. */
	public ProblemException withRetryAfter(@Nullable Duration retryAfter) {
		return copy(this.faults, this.extensions, retryAfter, getCause());
	}

	/** Adds a member to the response's body; its value must be safe to show. */
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

	/** The external service's status; 0 if it did not respond. */
	public int upstreamStatus() {
		return (this.extensions.get("upstream") instanceof Map<?, ?> upstream
				&& upstream.get("status_code") instanceof Integer status) ? status : 0;
	}

	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
