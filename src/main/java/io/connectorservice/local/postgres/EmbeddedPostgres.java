package io.connectorservice.local.postgres;

/**
 * Whether this process brings a database of its own.
 */
public final class EmbeddedPostgres {

	/** The property that switches it on. */
	public static final String ENABLED = "connector.local.embedded-database";

	private EmbeddedPostgres() {
	}

	/** Whether its programs are on the class path; the packaged service has none. */
	public static boolean isOnClassPath() {
		return PostgresArchive.find().isPresent();
	}

}
