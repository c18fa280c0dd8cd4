package io.connectorservice.oauth;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A token endpoint granted nothing.
 */
public final class TokenRequestFailed extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Kind kind;

	private final @Nullable Integer status;

	private final @Nullable Duration retryAfter;

	TokenRequestFailed(Kind kind, String message, @Nullable Integer status, @Nullable Duration retryAfter) {
		super(message);
		this.kind = kind;
		this.status = status;
		this.retryAfter = retryAfter;
	}

	Kind kind() {
		return this.kind;
	}

	@Nullable Integer status() {
		return this.status;
	}

	@Nullable Duration retryAfter() {
		return this.retryAfter;
	}

	/** For the caller; names the endpoint's error code and never what was sent. */
	@Override
	public String getMessage() {
		return Objects.requireNonNull(super.getMessage());
	}

	/**
	 * What the failure means for the connection.
	 */
	public enum Kind {

		/** The grant is gone: revoked, expired, used (RFC 6749, 5.2). */
		INVALID_GRANT,
		/** The client, or what it asks for, is refused: a matter of configuration. */
		REFUSED,
		/** No answer, or one that says nothing of the grant. */
		TRANSIENT,
		/** The address may not be called. */
		FORBIDDEN

	}

}
