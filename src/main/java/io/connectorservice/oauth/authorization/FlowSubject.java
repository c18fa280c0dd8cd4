package io.connectorservice.oauth.authorization;

import java.util.Optional;

import io.connectorservice.digest.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * The subject that begins an authorization and has to confirm it: the person of a user's
 * token, or a backend with a service_role token.
 *
 * @param digest identifies it; null if the token names no person
 */
public record FlowSubject(@Nullable String digest) {

	/** A backend, which may act for any person. */
	public static final FlowSubject SERVICE_ROLE = new FlowSubject(Sha256.digestToHex("service_role"));

	/**
	 * The person with this {@code sub}. A page that acts for a person without a token of
	 * theirs names the person like this too.
	 * @param subject null if the token has none, so that nothing can be bound to it
	 */
	public static FlowSubject ofUser(@Nullable String subject) {
		return new FlowSubject((subject == null || subject.isEmpty()) ? null : Sha256.digestToHex("user:" + subject));
	}

	/** Whether an authorization with this digest was begun by the subject. */
	boolean hasBegun(String begunBy) {
		return Optional.ofNullable(this.digest).filter(begunBy::equals).isPresent();
	}

}
