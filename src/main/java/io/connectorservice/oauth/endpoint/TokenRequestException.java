package io.connectorservice.oauth.endpoint;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a token endpoint grants no token.
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

	/**
	 * A message for the caller; it names the endpoint's error code and never contains
	 * what was sent.
	 */
	@Override
	public String getMessage() {
		return Objects.requireNonNull(super.getMessage());
	}

	/**
	 * Details of a provider's refusal.
	 *
	 * @param sameness the key by which repeated refusals are recognized as the same; null
	 * if the response says nothing about the grant
	 * @param text the provider's error text; may be empty
	 */
	public record Refused(@Nullable String sameness, String text) {

		static final Refused NOTHING = new Refused(null, "");

	}

	/**
	 * What the failure means for the connection.
	 */
	public enum Kind {

		/**
		 * The grant has ended: it was revoked, has expired or was already used (RFC 6749,
		 * 5.2).
		 */
		INVALID_GRANT,
		/**
		 * The provider refuses the client or the request, which points to a wrong
		 * configuration.
		 */
		REFUSED,
		/** There was no response, or one that says nothing about the grant. */
		TRANSIENT,
		/** The egress rules forbid calls to the address. */
		FORBIDDEN

	}

}
