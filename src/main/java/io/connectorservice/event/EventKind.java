package io.connectorservice.event;

import java.util.Locale;

/**
 * The kinds of events of a connector.
 */
public enum EventKind {

	/** It was created. */
	CREATED,
	/** Its configuration was changed. */
	CHANGED,
	/** Secrets were stored for it. */
	CREDENTIALS_STORED,
	/** It was deleted. */
	DELETED,
	/** Its connection was tested. */
	TESTED,
	/** An authorization flow ended with tokens, and was confirmed if that is required. */
	CONNECTED,
	/** An authorization flow ended without tokens. */
	AUTHORIZATION_FAILED,
	/** An authorization flow was not confirmed in time, so its tokens were revoked. */
	AUTHORIZATION_EXPIRED,
	/** A new access token was obtained, or could not be. */
	REFRESHED,
	/** The service no longer accepts its tokens; its user must authorize it again. */
	REAUTHORIZATION_REQUIRED,
	/** It was deleted, but one of its secrets could not be removed yet. */
	SECRET_REMOVAL_FAILED,
	/** A call through it failed. */
	FAILED;

	/** The name as callers see it. */
	public String text() {
		return name().toLowerCase(Locale.ROOT);
	}

}
