package io.connectorservice.auth;

import java.util.Set;

import io.connectorservice.secret.Secret;

/**
 * The credentials that a service refused just before a call is signed again.
 *
 * @param secrets what the refused call was signed with
 * @param unauthorized whether the service did not accept the secrets themselves (401),
 * rather than what they allow (403)
 */
public record RefusedCredentials(Set<Secret> secrets, boolean unauthorized) {

	/** Before the first attempt nothing was refused. */
	public static final RefusedCredentials NONE = new RefusedCredentials(Set.of(), false);

	public RefusedCredentials {
		secrets = Set.copyOf(secrets);
	}

	/** Whether nothing was refused, so that cached secrets may be used. */
	public boolean isNone() {
		return this.secrets.isEmpty();
	}

}
