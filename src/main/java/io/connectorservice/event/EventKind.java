package io.connectorservice.event;

import java.util.Locale;

/**
 * What can happen with a connector.
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
	/** An authorization flow ended with tokens. */
	CONNECTED,
	/** An authorization flow ended without. */
	AUTHORIZATION_FAILED,
	/** A new access token was obtained, or could not be. */
	REFRESHED,
	/** The service no longer takes its tokens: its user must authorize again. */
	REAUTHORIZATION_REQUIRED,
	/** A secret of it, deleted as it is, could not be removed yet. */
	SECRET_REMOVAL_FAILED,
	/** A call through it failed. */
	FAILED;

	/** The name as callers see it. */
	public String text() {
		return name().toLowerCase(Locale.ROOT);
	}

}
