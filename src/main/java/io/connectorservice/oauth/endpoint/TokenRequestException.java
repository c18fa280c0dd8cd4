package io.connectorservice.oauth.endpoint;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A token endpoint granted nothing.
 */
public final class TokenRequestException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Kind kind;

	private final @Nullable Integer status;

	private final @Nullable Duration retryAfter;

	private final transient Refused refused;

	TokenRequestException(Kind kind, String message, @Nullable Integer status, @Nullable Duration retryAfter,
			Refused refused) {
		super(message);
		this.kind = kind;
		this.status = status;
		this.retryAfter = retryAfter;
		this.refused = refused;
	}

	public Kind kind() {
		return this.kind;
	}

	public @Nullable Integer status() {
		return this.status;
	}

	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

	public Refused refusal() {
		return this.refused;
	}

	/** For the caller; names the endpoint's error code and never what was sent. */
	@Override
	public String getMessage() {
		return Objects.requireNonNull(super.getMessage());
	}

	/**
	 * How a provider refused.
	 *
	 * @param sameness what it has in common with other refusals of the same kind; none
	 * where it says nothing of the grant
	 * @param text the provider's own words; may be empty
	 */
	public record Refused(@Nullable String sameness, String text) {

		static final Refused NOTHING = new Refused(null, "");

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
