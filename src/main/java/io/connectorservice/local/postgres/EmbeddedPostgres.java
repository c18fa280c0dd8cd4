package io.connectorservice.local.postgres;

/**
 * Tells whether this process starts an embedded database.
 */
public final class EmbeddedPostgres {

	/** The property that enables it. */
	public static final String ENABLED = "connector.local.embedded-database";

	private EmbeddedPostgres() {
	}

	/**
	 * Whether the Postgres programs are on the class path; the packaged service does not
	 * contain them.
	 */
	public static boolean isOnClassPath() {
		return PostgresArchive.find().isPresent();
	}

}
