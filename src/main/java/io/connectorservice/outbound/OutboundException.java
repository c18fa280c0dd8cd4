package io.connectorservice.outbound;

import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A call without a usable response. The message is safe for callers. The cause is
 * dropped, because its message may contain addresses and URLs.
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

	/** The deadline passed before anything was sent. */
	static OutboundException outOfTimeException() {
		return new OutboundException(Kind.TIMEOUT, OUT_OF_TIME, false);
	}

	/** The caller closed its connection. */
	static OutboundException callerGoneException(boolean sent) {
		return new OutboundException(Kind.ABANDONED, "caller_gone", sent);
	}

	/** A complete response arrived, but only its status can be read. */
	static OutboundException unreadableResponseException(int status) {
		return new OutboundException(Kind.UNREADABLE, "coding", true, status);
	}

	/**
	 * A complete response arrived, but its parsed values do not fit into memory.
	 * @param busy true if there would be enough memory without other calls
	 */
	public static OutboundException outOfMemoryException(boolean busy) {
		return busy ? new OutboundException(Kind.BUSY, "memory_exhausted", true)
				: new OutboundException(Kind.TOO_LARGE, "too_many_values", true);
	}

	public Kind kind() {
		return this.kind;
	}

	/**
	 * The status of a response whose body cannot be read; empty if there was no response.
	 */
	public Optional<Integer> status() {
		return Optional.ofNullable(this.status);
	}

	/** The reason in snake_case, such as {@code dns} or {@code tls_untrusted}. */
	public String reason() {
		return this.reason;
	}

	/**
	 * Whether bytes of the request may have been sent, which leaves its outcome unknown.
	 */
	public boolean mayHaveBeenSent() {
		return this.sent;
	}

	/** Whether the failure is the external service's, not our limits' or the caller's. */
	public boolean isOfService() {
		return switch (this.kind) {
			case UNREACHABLE -> true;
			case TIMEOUT -> !this.reason.equals(OUT_OF_TIME) && !this.reason.equals(FailureReason.INTERRUPTED.code());
			case UNREADABLE, TOO_LARGE, BUSY, SHARE_USED, HOST_BUSY, ABANDONED, FORBIDDEN -> false;
		};
	}

	/** A sentence for the caller that says what to change. */
	@Override
	public String getMessage() {
		return Objects.requireNonNull(super.getMessage());
	}

	/** The kind of failure, by what a caller can do about it. */
	public enum Kind {

		/** No usable response because of DNS, network, TLS or protocol. */
		UNREACHABLE("The external service cannot be reached."),
		/** The response has a content coding that the request did not ask for. */
		UNREADABLE("The external service's response uses a content coding that cannot be decoded."),
		/** No complete response in time. */
		TIMEOUT("The external service did not respond in time."),
		/** The body or the headers exceed their maximum size. */
		TOO_LARGE("The request to the external service or its response is larger than allowed."),
		/** Large responses in progress use all the memory reserved for them. */
		BUSY("Other large responses are being processed; try again in a moment."),
		/** The tenant has reached its limit of concurrent calls. */
		SHARE_USED("The tenant has reached its limit of concurrent calls; try again in a moment."),
		/** The host has reached its limit of concurrent calls. */
		HOST_BUSY("The limit of concurrent calls to the external service has been reached; try again in a moment."),
		/** The caller no longer waits for the response. */
		ABANDONED("The caller closed the connection."),
		/** The egress guard refused the address. */
		FORBIDDEN("Calls to this address are not allowed.");

		private final String message;

		Kind(String message) {
			this.message = message;
		}

	}

}
