package io.connectorservice.outbound;

import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A call that brought no answer. Its message is safe for callers; it keeps no cause,
 * because the causes' messages hold addresses and URLs.
 */
public final class OutboundException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private static final String OUT_OF_TIME = "out_of_time";

	private final Kind kind;

	private final String reason;

	private final boolean sent;

	private final @Nullable Integer status;

	OutboundException(Kind kind, String reason, boolean sent) {
		this(kind, reason, sent, null);
	}

	private OutboundException(Kind kind, String reason, boolean sent, @Nullable Integer status) {
		super(kind.message);
		this.status = status;
		this.kind = kind;
		this.reason = reason;
		this.sent = sent;
	}

	/** There was no time left to send anything. */
	static OutboundException outOfTimeException() {
		return new OutboundException(Kind.TIMEOUT, OUT_OF_TIME, false);
	}

	/** The caller went away. */
	static OutboundException callerGoneException(boolean sent) {
		return new OutboundException(Kind.ABANDONED, "caller_gone", sent);
	}

	/** A whole answer came, of which only the status can be read. */
	static OutboundException unreadableResponseException(int status) {
		return new OutboundException(Kind.UNREADABLE, FailureReasons.CONTENT_CODING, true, status);
	}

	/**
	 * An answer came whole, and takes more memory as values than there is for it.
	 * @param busy whether it would be held if nothing else were under way
	 */
	public static OutboundException outOfMemoryException(boolean busy) {
		return busy ? new OutboundException(Kind.BUSY, "memory_exhausted", true)
				: new OutboundException(Kind.TOO_LARGE, "too_many_values", true);
	}

	public Kind kind() {
		return this.kind;
	}

	/** The status of an answer that cannot be read; empty where none came. */
	public Optional<Integer> status() {
		return Optional.ofNullable(this.status);
	}

	/** What went wrong, in snake_case, such as {@code dns} or {@code tls_untrusted}. */
	public String reason() {
		return this.reason;
	}

	/**
	 * Whether bytes of the request may have left, so that its outcome is unknown.
	 */
	public boolean mayHaveBeenSent() {
		return this.sent;
	}

	/** Whether the service is to blame, and not what we or our callers allow. */
	public boolean isOfService() {
		return switch (this.kind) {
			case UNREACHABLE -> true;
			case TIMEOUT -> !this.reason.equals(OUT_OF_TIME) && !this.reason.equals(FailureReasons.INTERRUPTED);
			case UNREADABLE, TOO_LARGE, BUSY, SHARE_USED, HOST_BUSY, ABANDONED, FORBIDDEN -> false;
		};
	}

	/** For the caller: what to change. */
	@Override
	public String getMessage() {
		return Objects.requireNonNull(super.getMessage());
	}

	/** What kind of failure a caller can act on. */
	public enum Kind {

		/** No usable answer: name, network, TLS or protocol. */
		UNREACHABLE("The external service cannot be reached."),
		/** An answer in a content coding that nobody asked for. */
		UNREADABLE("The external service's answer is in a content coding that cannot be read."),
		/** No whole answer in time. */
		TIMEOUT("The external service did not answer in time."),
		/** More than is taken, in the body or in the headers. */
		TOO_LARGE("The exchange with the external service is larger than is taken."),
		/** Large answers under way take all the memory there is for them. */
		BUSY("Other large answers are under way; try again in a moment."),
		/** The tenant has as many calls under way as it may. */
		SHARE_USED("The tenant has as many calls under way as are let through at once; try again in a moment."),
		/** As many calls are under way to the host as may be. */
		HOST_BUSY(
				"As many calls of the external service are under way as are let through at once; try again in a moment."),
		/** Nobody waits for the answer any more. */
		ABANDONED("The caller went away."),
		/** The egress guard refused the address. */
		FORBIDDEN("The address may not be called.");

		private final String message;

		Kind(String message) {
			this.message = message;
		}

	}

}
